import assert from 'node:assert/strict';
import { test } from 'node:test';
import { get } from '../../../test/support/promised-feeds.ts';
import { validateEvent } from '../../events/model/validate.ts';
import { UserAgents } from '../client/user-agent.ts';
import type { LinkTarget } from '../tracked-link.ts';
import type { Hit } from './hit.ts';
import { hitEvent } from './hit-event.ts';

const UUID = 'd52055cd-e854-4177-8ef5-b10fd8d568a7';
const VERDICT = { type: 'mpp', rule: 'apple proxy agent' } as const;

function hit(link: LinkTarget): Hit {
  const stamp = { time: 1, id: UUID, thread: UUID };
  return {
    id: UUID,
    at: 5,
    method: 'GET',
    prefetch: false,
    ip: '2001:db8::1',
    agent: 'Mozilla/5.0',
    link: { action: '000PE4', contact: '000R4M0T', of: 'campaign', stamp, sentAt: 1, link },
  };
}

function eventOf(link: LinkTarget, namesClients = true): unknown {
  const receiver = (value: string) => ({ type: 'id', value }) as const;
  return JSON.parse(hitEvent(hit(link), VERDICT, { agents: new UserAgents(), receiver, namesClients }));
}

test('an event of a hit names the address, the program and the verdict, or the verdict alone', () => {
  const client = (event: unknown) => get(event, 'source', 'detail', 'client');
  assert.deepEqual(client(eventOf({ type: 'open' })), {
    type: 'web',
    ip: { type: 'v6', value: '2001:db8::1' },
    ua: { type: 'raw', ua: 'Mozilla/5.0' },
    classification: VERDICT,
  });
  assert.deepEqual(client(eventOf({ type: 'open' }, false)), { type: 'web', classification: VERDICT });
});

const LINKS: readonly [LinkTarget, object][] = [
  [{ type: 'open' }, { type: 'open', source: 'html' }],
  [{ type: 'trap' }, { type: 'redirection', label: 'hidden link', source: 'html' }],
  [
    { type: 'unsubscribe', header: true },
    { type: 'unsubscribe', label: 'List-Unsubscribe' },
  ],
  [
    { type: 'mirror', source: 'text' },
    { type: 'mirror', source: 'text' },
  ],
  [
    { type: 'form', form: '0000GH', source: 'html', label: 'preferences' },
    { type: 'form', label: 'preferences', source: 'html', destination: '0000GH' },
  ],
];
for (const [link, told] of LINKS) {
  test(`an event of a hit tells of the link ${JSON.stringify(link)}`, () => {
    const event = eventOf(link);
    assert.deepEqual(get(event, 'source', 'detail', 'link'), told);
    const identity = { type: 'customer', agency: 'DEMO', customer: '028' };
    assert.ok(validateEvent({ ...Object(event), identity }).event);
  });
}
