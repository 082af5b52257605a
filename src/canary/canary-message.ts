import { randomUUID, randomUUIDv7 } from 'node:crypto';
import type { MailMessage } from '../actions/action.ts';
import { DEFAULT_MAIL_SETTINGS } from '../actions/mail-definition.ts';
import { STATES } from '../actions/state.ts';
import type { Target } from '../contacts/contact.ts';
import type { Field } from '../contacts/field.ts';
import type { Footprint } from '../events/model/receiver.ts';
import type { Message } from '../sending/message.ts';
import { nobodyAt } from '../sending/nobody.ts';

/** The action that events of canaries name. Those of accounts count from 1, so none can have it. */
const CANARY_ACTION = '000000';

/** Where the link of a canary leads. It is never followed so far. */
export const CANARY_DESTINATION = 'https://example.com/';

const HTML = `<!DOCTYPE html>
<html lang="en">
<body>
<p>This message was sent by Chappe to check that messages leave, and that what comes back of them arrives.</p>
<p>Nobody needs to read it or to follow its links:
<a href="${CANARY_DESTINATION}" tracking="Enabled" dataminingname="canary">a tracked link</a>,
<a href="Unsubscribe">the page to unsubscribe</a>.</p>
</body>
</html>`;

/** What a canary says. It is no action of the account: it is in no list, has no statistics, and cannot be changed. */
export const CANARY_MAIL: MailMessage = {
  type: 'mailMessage',
  id: CANARY_ACTION,
  version: 1,
  state: STATES.validated,
  name: 'canary',
  description: null,
  creation: 0,
  folder: 0,
  category: 1,
  settings: { ...DEFAULT_MAIL_SETTINGS, culture: 'en-US', mp: { use: false, increment: false } },
  content: {
    headers: { from: { prefix: 'canary', domain: '', label: 'Chappe canary' }, reply: null },
    subject: 'Chappe canary',
    html: HTML,
    text: null,
  },
};

/** The one field of whoever gets a canary. */
export const CANARY_FIELD: Field = {
  type: 'email',
  id: 1,
  name: 'Email',
  isUnicity: true,
  isMandatory: false,
  isCriterion: false,
};

/** The message of one run, to somebody who is no contact. @param domain that it is sent from. */
export function canaryMessage(address: string, domain: string, now: number): Message {
  const stamp = { time: now, id: randomUUIDv7(), thread: randomUUID() };
  return {
    kind: 'message',
    action: CANARY_ACTION,
    of: 'message',
    execution: { recipient: nobodyAt(address), stamp, domain },
  };
}

export function isCanary({ action }: Pick<Message, 'action'>): boolean {
  return action === CANARY_ACTION;
}

/** Whoever gets a canary, as contacts are shown. */
export function canaryTarget({ id, unicity, hash }: Footprint): Target {
  return {
    id,
    hash,
    creationDate: '',
    lastUpdateDate: '',
    fields: { [CANARY_FIELD.id]: unicity },
    bounce: [],
    redList: {},
  };
}
