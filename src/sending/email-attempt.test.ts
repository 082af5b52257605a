import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MailMessage } from '../actions/action.ts';
import type { Execution } from '../actions/dispatch.ts';
import type { Target } from '../contacts/contact.ts';
import { DEFAULT_FIELDS } from '../contacts/default-fields.ts';
import type { Delivery, OutgoingMessage } from '../delivery/email-transport.ts';
import type { Bounce } from '../events/model/bounce.ts';
import type { Footprint } from '../events/model/receiver.ts';
import { NO_PRESSURE_RULES, type PressureRules } from '../pressure/pressure-rules.ts';
import { Renderer } from '../rendering/renderer.ts';
import { previewLinks } from '../tracking/preview-links.ts';
import type { Outcome } from './dispatcher.ts';
import { EmailAttempt, type EmailParts } from './email-attempt.ts';
import type { Message } from './message.ts';
import { PRIORITIES, type Send } from './send.ts';

const NOW = 1_750_000_000_000;
const HOUR = 3_600_000;

const ACTION: MailMessage = {
  type: 'mailMessage',
  id: '000PE4',
  version: 1,
  state: 50,
  name: 'Welcome',
  description: null,
  creation: NOW,
  folder: 0,
  category: 0,
  settings: {
    templating: { version: '4.1' },
    editionMode: 1,
    priority: false,
    importance: false,
    culture: 'fr-FR',
    contentFormat: 1,
    useFormLinkSSL: false,
    performance: { openingRate: 0, clickRate: 0, unsubscribedRate: 0 },
    mp: { use: false, increment: false },
    webAnalyser: null,
    archive: false,
  },
  content: {
    headers: { from: { prefix: 'hello', domain: 'defaultdomain', label: 'The shop' }, reply: null },
    subject: 'Good day {{ contact.FirstName }}',
    html: '<p>Dear {{ contact.FirstName }}, {{ data.basket }} wait</p>',
    text: null,
  },
};

const TARGET: Target = {
  id: '00000001',
  hash: '0441619ab4631d18548aa8835dd2c28b',
  creationDate: '2026-01-01T00:00:00Z',
  lastUpdateDate: '2026-01-01T00:00:00Z',
  fields: { '1': 'ada@example.com', '3': 'Ada' },
  bounce: [],
  redList: {},
};

const MESSAGE: Message = {
  kind: 'message',
  action: ACTION.id,
  of: 'message',
  execution: {
    recipient: { type: 'footprint', id: TARGET.id, unicity: 'ada@example.com', hash: TARGET.hash },
    stamp: {
      time: NOW,
      id: 'd52055cd-e854-4177-8ef5-b10fd8d568a7',
      thread: 'a3078b19-b379-4bc2-b29a-e8229a9c9332',
    },
    data: { basket: 3 },
  },
};

const BOUNCE: Bounce = {
  status: { type: 'sync', code: { basic: 550 }, diagnostic: 'no such user', mta: 'mx.test' },
  analysis: { verdict: 'hard', subject: { type: 'address' } },
};

/** An action that obeys the rules of pressure. */
const OBEYING = { ...ACTION, settings: { ...ACTION.settings, mp: { use: true, increment: true } } };

const RULE = '4cb80b6a-0fa9-4a2c-a3e0-59f3ff3c4f4a';
const STRICT: PressureRules = { brokenBy: async () => RULE };

const ACCEPTED: Delivery = { outcome: 'accepted', server: 'mx.test', diagnostic: '250 ok' };

function refused(permanent: boolean): Delivery {
  const code = permanent ? 550 : 450;
  return { outcome: 'refused', server: 'mx.test', stage: 'recipient', code, diagnostic: 'no', permanent };
}

type Tried = { outcome: Outcome; sent: OutgoingMessage[]; noted: string[]; archived: unknown[] };

/** Tries a message once, in a world that is well but for what the test says. */
async function tryOnce(
  execution: Partial<Execution> = {},
  send: Partial<Send> = {},
  parts: Partial<EmailParts> & { delivery?: Delivery; action_?: MailMessage; only?: Partial<Message> } = {},
): Promise<Tried> {
  const sent: OutgoingMessage[] = [];
  const noted: string[] = [];
  const archived: unknown[] = [];
  const { delivery = ACCEPTED, action_ = ACTION, only = {}, ...rest } = parts;
  const email = new EmailAttempt({
    renderer: new Renderer(),
    async deliver(message) {
      sent.push(message);
      return delivery;
    },
    links: async () => previewLinks('https://t.example.com'),
    returns: async () => ({ returnPath: 'signed@bounces.news.example' }),
    proofLinks: () => previewLinks('https://t.example.com'),
    segmentsOf: () => [7],
    pressure: NO_PRESSURE_RULES,
    action: async () => action_,
    contact: () => TARGET,
    fields: () => DEFAULT_FIELDS.map((field, index) => ({ ...field, id: index + 1 })),
    sender: async (name) =>
      name === 'nowhere.example'
        ? undefined
        : { domain: 'news.example', returnPath: 'back@news.example', sign: async (message) => message },
    judge: () => BOUNCE,
    async noteBounce({ contact, addresses }) {
      noted.push(`${contact} ${addresses}`);
    },
    async archive(message) {
      archived.push(message);
    },
    now: () => NOW,
    ...rest,
  });
  const message = { ...MESSAGE, ...only, execution: { ...MESSAGE.execution, ...execution } };
  const outcome = await email.attempt(message, {
    id: 1,
    order: '',
    priority: 1,
    due: NOW,
    expires: NOW + 48 * HOUR,
    attempts: 0,
    ...send,
  });
  return { outcome, sent, noted, archived };
}

/** The types of the events of an outcome, each with why a message was stopped. */
function ending(outcome: Outcome): unknown[] {
  if (outcome.type !== 'ended') return [outcome];
  return outcome.events.map((text) => {
    const { type, source } = JSON.parse(text);
    return source.detail.cancellation ?? type;
  });
}

describe('a message', () => {
  test('is rendered for its contact, composed, and ends as an activation when it was taken', async () => {
    const { outcome, sent } = await tryOnce();
    assert.deepEqual(ending(outcome), ['activation']);
    const [message] = sent;
    assert.deepEqual([message?.from, message?.to], ['signed@bounces.news.example', 'ada@example.com']);
    const raw = String(message?.raw);
    assert.match(raw, /^From: The shop <hello@news\.example>\r$/m);
    assert.match(raw, /^Subject: Good day Ada\r$/m);
    assert.match(raw, /Dear Ada, 3 wait/);
    assert.match(raw, /^Message-ID: <d52055cd-e854-4177-8ef5-b10fd8d568a7@news\.example>\r$/m);
  });

  test('with a content of its own is sent as it is', async () => {
    const { sent } = await tryOnce({ content: { html: '<i>{{ not a template }}</i>' } });
    const raw = String(sent[0]?.raw);
    assert.match(raw, /<i>\{\{ not a template \}\}<\/i>/);
    assert.doesNotMatch(raw, /text\/plain/);
  });

  test('goes to a copy as the recipient sees it, and only the message itself has events', async () => {
    const copy: Footprint = {
      type: 'footprint',
      id: '00000002',
      unicity: 'bob@example.com',
      hash: 'b'.repeat(32),
    };
    const contact = (id: string) =>
      id === copy.id ? { ...TARGET, id, fields: { '1': 'bob@example.com' } } : TARGET;
    const copies: Execution['copies'] = [{ type: 'cc', recipient: copy }];
    const { outcome, sent } = await tryOnce({ copies }, {}, { contact, only: { copyTo: copy } });
    assert.deepEqual(outcome, { type: 'ended', events: [] });
    assert.equal(sent[0]?.to, 'bob@example.com');
    assert.match(String(sent[0]?.raw), /^To: ada@example\.com\r\nCc: bob@example\.com\r$/m);
    const hidden = await tryOnce({ copies: [{ type: 'bcc', recipient: copy }] }, {}, { contact });
    assert.deepEqual(ending(hidden.outcome), ['activation']);
    assert.doesNotMatch(String(hidden.sent[0]?.raw), /bob/);
  });

  test('takes what its order has in place of what the action has', async () => {
    const { sent } = await tryOnce({
      views: { subject: 'For you', html: '<b>{{ variables.code }}</b>' },
      variables: { code: 7 },
    });
    assert.match(String(sent[0]?.raw), /^Subject: For you\r$/m);
    assert.match(String(sent[0]?.raw), /<b>7<\/b>/);
  });

  test('is no matter of pressure when its action does not obey that, and leaves when it breaks no rule', async () => {
    const asked: unknown[] = [];
    const { outcome } = await tryOnce({}, {}, { pressure: STRICT });
    assert.deepEqual(ending(outcome), ['activation']);
    const pressure: PressureRules = {
      async brokenBy(message) {
        asked.push(message);
        return undefined;
      },
    };
    const obeying = await tryOnce({}, {}, { action_: OBEYING, pressure });
    assert.deepEqual(ending(obeying.outcome), ['activation']);
    const action = { id: ACTION.id, type: ACTION.type, category: ACTION.category };
    assert.deepEqual(asked, [{ contact: TARGET.id, action, now: NOW }]);
  });

  test('ends as a bounce when it is refused for good, and the address is noted', async () => {
    const { outcome, noted } = await tryOnce({}, {}, { delivery: refused(true) });
    assert.deepEqual(ending(outcome), ['activation', 'bounce']);
    assert.deepEqual(noted, ['00000001 ada@example.com']);
  });

  test('is tried again when it is refused for now, until it is given up', async () => {
    const { outcome } = await tryOnce({}, {}, { delivery: refused(false) });
    assert.equal(outcome.type, 'again');
    assert.ok(outcome.type === 'again' && outcome.due > NOW + 30_000 && outcome.due <= NOW + 2 * 60_000);
    const { outcome: urgent } = await tryOnce(
      {},
      { priority: PRIORITIES.urgent },
      { delivery: refused(false) },
    );
    assert.ok(urgent.type === 'again' && urgent.due > NOW && urgent.due <= NOW + 30_000);
    const late = await tryOnce({}, { attempts: 50, expires: NOW }, { delivery: refused(false) });
    assert.deepEqual(ending(late.outcome), ['activation', 'bounce']);
  });
});

test('a message of an action that archives is kept before its activation, and its copies are not', async () => {
  const action_ = { ...ACTION, settings: { ...ACTION.settings, archive: true } };
  const { outcome, sent, archived } = await tryOnce({}, {}, { action_ });
  assert.ok(outcome.type === 'ended');
  assert.deepEqual(archived, []);
  await outcome.before?.();
  const { id } = MESSAGE.execution.stamp;
  assert.deepEqual(archived, [{ id, action: ACTION.id, target: TARGET.id, sent: NOW, raw: sent[0]?.raw }]);
  const copy = await tryOnce({}, {}, { action_, only: { copyTo: MESSAGE.execution.recipient } });
  for (const other of [copy, await tryOnce(), await tryOnce({}, {}, { action_, delivery: refused(true) })])
    assert.ok(other.outcome.type === 'ended' && other.outcome.before === undefined);
});

describe('a message is stopped, and nothing leaves,', () => {
  const { content } = ACTION;
  const cases: [string, Parameters<typeof tryOnce>, unknown][] = [
    ['when its time is over', [{}, { expires: NOW }], { type: 'expired' }],
    ['when its contact was deleted', [{}, {}, { contact: () => undefined }], { type: 'empty address' }],
    [
      'when its contact is on the red list',
      [{}, {}, { contact: () => ({ ...TARGET, redList: { mail: { timestamp: '1', reason: 1 } } }) }],
      { type: 'redlisted target' },
    ],
    [
      'when its contact is in a segment that is excluded',
      [{}, {}, { only: { excluded: [3, 7] } }],
      { type: 'excluded target' },
    ],
    [
      'when it would press its contact too much',
      [{}, {}, { action_: OBEYING, pressure: STRICT }],
      { type: 'marketing pressure', rule: RULE },
    ],
    [
      'when its contact is in a segment that is excluded, before it is asked whether it would press it',
      [{}, {}, { action_: OBEYING, pressure: STRICT, only: { excluded: [7] } }],
      { type: 'excluded target' },
    ],
    [
      'when it would press its contact too much, before it is looked whether it can be rendered',
      [
        {},
        {},
        { action_: { ...OBEYING, content: { ...ACTION.content, html: '{{ nonsense }}' } }, pressure: STRICT },
      ],
      { type: 'marketing pressure', rule: RULE },
    ],
    [
      'when its action was deleted',
      [{}, {}, { action: async () => undefined }],
      { type: 'delivery failure', value: { type: 'action', message: 'the action was deleted' } },
    ],
    [
      'when the account may not send from its domain',
      [{ domain: 'nowhere.example' }],
      {
        type: 'delivery failure',
        value: { type: 'domain', message: 'the account may not send from nowhere.example' },
      },
    ],
    [
      'when a template names what is not there',
      [{}, {}, { action_: { ...ACTION, content: { ...content, html: 'a\n{{ contact.Nonsense }}' } } }],
      {
        type: 'user defined policy',
        value: { type: 'render', message: 'html, line 2, column 4: undefined variable: contact.Nonsense' },
      },
    ],
  ];
  for (const [when, tried, cancellation] of cases) {
    test(when, async () => {
      const { outcome, sent } = await tryOnce(...tried);
      assert.deepEqual(ending(outcome), [cancellation]);
      assert.deepEqual(sent, []);
    });
  }

  test('when what a person entered would make a header of its own', async () => {
    const { outcome, sent } = await tryOnce({ views: { replyTo: 'a@example.com\r\nBcc: all@example.com' } });
    assert.equal(JSON.stringify(ending(outcome)).includes('delivery failure'), true);
    assert.deepEqual(sent, []);
  });
});

test('messages of campaigns let single ones pass', async () => {
  const turns: unknown[] = [];
  const deliver: EmailParts['deliver'] = async (_message, turn) => {
    turns.push(turn);
    return ACCEPTED;
  };
  await tryOnce({}, {}, { deliver, only: { of: 'campaign' } });
  await tryOnce({}, {}, { deliver, only: { of: 'message' } });
  await tryOnce({ urgent: true }, {}, { deliver, only: { of: 'message' } });
  assert.deepEqual(turns, [
    { urgent: false, bulk: true, profile: undefined },
    { urgent: false, bulk: false, profile: undefined },
    { urgent: true, bulk: false, profile: undefined },
  ]);
});
