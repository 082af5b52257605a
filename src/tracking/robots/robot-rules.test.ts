import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Hit } from '../hits/hit.ts';
import type { LinkTarget } from '../tracked-link.ts';
import { judge, ROBOT_RULES } from './robot-rules.ts';

const SENT = 1_750_000_000_000;
const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';
const APPLE_MAIL = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const OPEN: LinkTarget = { type: 'open' };
const TRAP: LinkTarget = { type: 'trap' };
const HOME = '198.51.100.7';
const GOOGLE = '66.249.80.1';
const RELAY = '172.224.226.5';

function link(label: string): LinkTarget {
  return { type: 'redirection', source: 'html', label, destination: 'https://shop.example/' };
}

function hit({
  target = link('a'),
  ...more
}: Partial<Omit<Hit, 'link'>> & { target?: LinkTarget } = {}): Hit {
  return {
    id: crypto.randomUUID(),
    at: SENT + 3_600_000,
    method: 'GET',
    prefetch: false,
    ip: HOME,
    agent: CHROME,
    ...more,
    link: {
      action: '000PE4',
      contact: '000R4M0T',
      of: 'message',
      stamp: {
        time: SENT,
        id: 'd52055cd-e854-4177-8ef5-b10fd8d568a7',
        thread: 'd52055cd-e854-4177-8ef5-b10fd8d568a7',
      },
      sentAt: SENT,
      link: target,
    },
  };
}

function ruleOf(first: Hit, ...others: Hit[]): string | undefined {
  return judge({ hit: first, around: [first, ...others], haste: 2000 })?.rule;
}

const ALONE: [string, Hit, string | undefined][] = [
  ['a person who clicks', hit(), undefined],
  ['a person who opens', hit({ target: OPEN }), undefined],
  [
    'a person who opens in Gmail',
    hit({
      target: OPEN,
      ip: GOOGLE,
      agent: 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
    }),
    undefined,
  ],
  ['a person who opens in Apple Mail at home', hit({ target: OPEN, agent: APPLE_MAIL }), undefined],
  ['a person who clicks behind Apple’s relay', hit({ ip: RELAY, agent: CHROME }), undefined],
  ['somebody at Google much later', hit({ ip: GOOGLE }), undefined],
  ['a button that was pressed by a mailbox', hit({ method: 'POST', agent: '', at: SENT }), undefined],
  ['Apple’s proxy by its agent', hit({ target: OPEN, agent: 'Mozilla/5.0' }), 'apple proxy agent'],
  [
    'Apple’s proxy by its network',
    hit({ target: OPEN, ip: RELAY, agent: APPLE_MAIL }),
    'apple proxy network',
  ],
  [
    'Apple’s proxy by its network of IPv6',
    hit({ target: OPEN, ip: '2a02:26f7:c640::1', agent: APPLE_MAIL }),
    'apple proxy network',
  ],
  ['Gmail’s sampling', hit({ agent: `${CHROME} Gmail-content-sampling` }), 'google sampling agent'],
  ['Google’s robot', hit({ ip: GOOGLE, at: SENT + 20_000 }), 'google network within a minute'],
  ['who follows the hidden link', hit({ target: TRAP }), 'hidden link'],
  ['who asks for headers', hit({ method: 'HEAD' }), 'head request'],
  ['who looks ahead', hit({ prefetch: true }), 'prefetch'],
  ['who does not say what it is', hit({ agent: '' }), 'no user agent'],
  ['a scanner', hit({ agent: 'Mozilla/5.0 (compatible; LinkSafetyCheck/2.4)' }), 'user agent names a robot'],
  ['a library', hit({ agent: 'python-requests/2.31.0' }), 'user agent names a robot'],
  ['a preview in a chat', hit({ agent: 'Slackbot-LinkExpanding 1.0' }), 'user agent names a robot'],
  ['who comes at once', hit({ at: SENT + 500 }), 'faster than a person'],
];

describe('the verdict of a hit', () => {
  for (const [who, each, rule] of ALONE) {
    test(`of ${who} is ${rule ?? 'a person'}`, () => assert.equal(ruleOf(each), rule));
  }

  test('has each rule of the table in a case above or below', () => {
    const tested = new Set([...ALONE.map(([, , rule]) => rule), 'many links at once']);
    assert.deepEqual(
      ROBOT_RULES.map(({ rule }) => rule).filter((rule) => !tested.has(rule)),
      [],
    );
  });

  test('is of a robot when the hidden link was followed from the same address, or by the same program', () => {
    const trap = hit({ target: TRAP, at: SENT + 3_604_000 });
    assert.equal(ruleOf(hit(), trap), 'hidden link');
    assert.equal(ruleOf(hit({ ip: '192.0.2.1' }), trap), 'hidden link');
    assert.equal(ruleOf(hit({ ip: '192.0.2.1', agent: APPLE_MAIL }), trap), undefined);
  });

  test('is of a robot when many different links are followed at once, from whatever addresses', () => {
    const at = SENT + 3_600_000;
    const others = [
      hit({ target: link('b'), at: at + 900, ip: '192.0.2.1' }),
      hit({ target: link('c'), at: at + 1900 }),
    ];
    assert.equal(ruleOf(hit(), ...others), 'many links at once');
    assert.equal(ruleOf(hit(), ...others.slice(1)), undefined);
    assert.equal(ruleOf(hit(), hit({ target: link('b'), at: at + 300 })), 'many links at once');
  });

  test('is of a person who clicks one link again and again, or opens and clicks', () => {
    const at = SENT + 3_600_000;
    assert.equal(
      ruleOf(hit(), hit({ at: at + 100 }), hit({ at: at + 200 }), hit({ at: at + 300 })),
      undefined,
    );
    assert.equal(ruleOf(hit(), hit({ target: OPEN, at: at - 100 })), undefined);
  });

  test('knows nobody who is too fast when the rule is turned off', () => {
    const fast = hit({ at: SENT + 1 });
    assert.equal(judge({ hit: fast, around: [fast], haste: 0 }), undefined);
  });
});
