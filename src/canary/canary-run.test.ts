import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Delivery } from '../delivery/email-transport.ts';
import { validateEvent } from '../events/model/validate.ts';
import { activationEvent, cancellationEvent } from '../sending/message-events.ts';
import type { Asked } from './ask-page.ts';
import type { Finding } from './canary.ts';
import { CANARY_DESTINATION, canaryMessage } from './canary-message.ts';
import { type CanaryPath, CanaryRun } from './canary-run.ts';

const PATIENCE = 1000;
const LINK = 'https://t.example.com/t/link';
const PAGE = 'https://t.example.com/t/page';
const MESSAGE = canaryMessage('canary@example.com', 'sender.test', 5000);
const ACCEPTED = { outcome: 'accepted', server: 'mx.test', diagnostic: '250 taken' } as const;

const eventOf = (json: string) => {
  const { event } = validateEvent({
    ...JSON.parse(json),
    identity: { type: 'customer', agency: 'DEMO', customer: '028' },
  });
  return event ?? assert.fail(json);
};
const ACTIVATION = eventOf(activationEvent(MESSAGE, 5001, 'canary@example.com'));
const CANCELLATION = eventOf(
  cancellationEvent(MESSAGE, 5001, {
    type: 'delivery failure',
    value: { type: 'domain', message: 'the account may not send from sender.test' },
  }),
);

const answered = (status: number, more: Partial<Extract<Asked, { outcome: 'answered' }>> = {}): Asked => ({
  outcome: 'answered',
  status,
  location: undefined,
  type: '',
  ...more,
});

/** Goes a path that is well but for what is given, on a clock that nobody waits for. */
async function gone(wrong: Partial<CanaryPath>): Promise<Record<string, Finding>> {
  let now = 5000;
  const path: CanaryPath = {
    accept: async () => undefined,
    sighting: () => ({
      link: LINK,
      unsubscribe: PAGE,
      returnPath: 'signed@bounces.sender.test',
      delivery: ACCEPTED,
    }),
    event: async () => ACTIVATION,
    ask: async (url) =>
      url === LINK ? answered(302, { location: CANARY_DESTINATION }) : answered(200, { type: 'text/html' }),
    report: async () => ACCEPTED,
    isCaptured: async () => false,
    hitWindow: 5000,
    now: () => now,
    pause: async () => {
      now += 100;
    },
    ...wrong,
  };
  const findings: Record<string, Finding> = {};
  await new CanaryRun(path, PATIENCE, async (finding) => {
    findings[finding.part] = finding;
  }).go();
  return findings;
}

const states = (findings: Record<string, Finding>) =>
  Object.fromEntries(Object.entries(findings).map(([part, { state }]) => [part, state]));

const WELL = { queued: 'ok', left: 'ok', link: 'ok', unsubscribe: 'ok', return: 'ok' };
const SKIPPED = { link: 'skipped', unsubscribe: 'skipped', return: 'skipped' };

describe('a canary', () => {
  test('that comes through finds every part in order', async () => {
    assert.deepEqual(states(await gone({})), WELL);
  });

  test('that is not accepted says why, and skips the rest', async () => {
    const found = await gone({ accept: () => Promise.reject(new Error('the disk is full')) });
    assert.deepEqual(states(found), { queued: 'broken', left: 'skipped', ...SKIPPED });
    assert.match(found.queued?.reason ?? '', /not accepted: the disk is full/);
  });

  for (const [what, wrong, reason] of [
    [
      'is cancelled says what the cancellation says',
      { event: async () => CANCELLATION },
      /cancelled: the account may not send from sender\.test/,
    ],
    [
      'no server is told of says where to look',
      { event: async () => undefined, sighting: () => ({}) },
      /no activation came into the log within 1 seconds, and the message was offered to no server: see chappe_sends_waiting/,
    ],
    ['is taken and not noted says so', { event: async () => undefined }, /though a server took the message/],
  ] satisfies [string, Partial<CanaryPath>, RegExp][]) {
    test(`that ${what}, and skips what needs it`, async () => {
      const found = await gone(wrong);
      assert.deepEqual(states(found), { queued: 'ok', left: 'broken', ...SKIPPED });
      assert.match(found.left?.reason ?? '', reason);
    });
  }

  test('that a server refuses has its words, and one that reaches no server has the reason', async () => {
    const refused = {
      outcome: 'refused',
      server: 'mx.test',
      stage: 'recipient',
      code: 550,
      diagnostic: '550 5.7.1 blocked',
      permanent: true,
    } as const;
    const unreachable = {
      outcome: 'unreachable',
      server: 'mx.test',
      stage: 'connection',
      reason: 'connection',
      enhanced: '4.4.1',
      diagnostic: 'connect ECONNREFUSED',
      permanent: false,
      uncertain: false,
    } as const;
    const leaving = (delivery: Delivery) => gone({ sighting: () => ({ delivery }) });
    const [no, none] = await Promise.all([leaving(refused), leaving(unreachable)]);
    assert.deepEqual(states(no), { queued: 'ok', left: 'refused', ...SKIPPED });
    assert.match(
      no.left?.reason ?? '',
      /^mx\.test refused the message with '550 5\.7\.1 blocked': check the/,
    );
    assert.deepEqual(states(none), { queued: 'ok', left: 'broken', ...SKIPPED });
    assert.match(
      none.left?.reason ?? '',
      /^no server took the message: mx\.test: connect ECONNREFUSED: check/,
    );
    const returned = await gone({ report: async () => refused });
    assert.deepEqual(states(returned), { ...WELL, return: 'refused' });
    assert.match(
      returned.return?.reason ?? '',
      /^mx\.test refused a report to signed@bounces\.sender\.test with/,
    );
  });

  test('of an account without a sender goes on: that is not set up, and nothing is broken', async () => {
    const found = await gone({ isCaptured: async () => true, report: () => undefined });
    assert.deepEqual(states(found), { ...WELL, left: 'not set up', return: 'not set up' });
    assert.match(found.left?.reason ?? '', /chappe sender add/);
    assert.match(found.return?.reason ?? '', /CHAPPE_INBOUND_PORT/);
  });

  for (const [what, asked, reason] of [
    [
      'answers 502',
      answered(502),
      /^the tracking host t\.example\.com answered 502: check CHAPPE_TRACKING_URL/,
    ],
    ['does not know it', answered(404), /does not know the link \(404\)/],
    ['is another server', answered(301, { location: 'https://example.org/' }), /otherwise than Chappe/],
    ['has a limit', answered(429), /CHAPPE_TRACKING_RATE_LIMIT/],
    [
      'is not there',
      { outcome: 'unreachable', reason: 'connect ECONNREFUSED' },
      /cannot be reached \(connect ECONNREFUSED\)/,
    ],
  ] satisfies [string, Asked, RegExp][]) {
    test(`whose tracking host ${what} says so, and the return is examined all the same`, async () => {
      const found = await gone({ ask: async () => asked });
      assert.deepEqual(states(found), { ...WELL, link: 'broken', unsubscribe: 'broken' });
      assert.match(found.link?.reason ?? '', reason);
    });
  }

  test('whose hit does not become an event waits for the window of hits too, and says so', async () => {
    const found = await gone({ event: async ([type]) => (type === 'hit' ? undefined : ACTIVATION) });
    assert.deepEqual(states(found), { ...WELL, link: 'broken' });
    assert.ok((found.link?.seconds ?? 0) >= 6);
    assert.match(found.link?.reason ?? '', /chappe_hits_waiting/);
  });

  test('whose report is taken and never becomes an event says who took it', async () => {
    const found = await gone({ event: async ([type]) => (type === 'bounce' ? undefined : ACTIVATION) });
    assert.deepEqual(states(found), { ...WELL, return: 'broken' });
    assert.match(found.return?.reason ?? '', /^mx\.test took a report, and no bounce came into the log/);
  });
});
