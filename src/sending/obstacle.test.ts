import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Target } from '../contacts/contact.ts';
import { reach } from './obstacle.ts';

const MAIL = { field: 1 };

function target(more: Partial<Target> = {}): Target {
  return {
    id: '00000001',
    hash: '0441619ab4631d18548aa8835dd2c28b',
    creationDate: '2026-01-01T00:00:00Z',
    lastUpdateDate: '2026-01-01T00:00:00Z',
    fields: { '1': 'ada@example.com' },
    bounce: [],
    redList: {},
    ...more,
  };
}

const listed = { timestamp: '1750000000', reason: 1 };
const bounce = { field: 1, type: 1, timestamp: '1750000000', reason: 52 };

test('a contact with an address is reached at it', () => {
  assert.deepEqual(reach(target(), MAIL), { address: 'ada@example.com' });
  assert.deepEqual(reach(target({ fields: { '1': ' ada@example.com ' } }), MAIL), {
    address: 'ada@example.com',
  });
});

const OBSTACLES: [string, Target | undefined, string][] = [
  ['deleted meanwhile', undefined, 'empty address'],
  ['without an address', target({ fields: {} }), 'empty address'],
  ['with an address of spaces', target({ fields: { '1': '  ' } }), 'empty address'],
  ['on the red list of mail', target({ redList: { mail: listed } }), 'redlisted target'],
  ['whose address bounced for good', target({ bounce: [bounce] }), 'bounced target'],
];
for (const [what, contact, type] of OBSTACLES) {
  test(`a contact ${what} is not written to: ${type}`, () => {
    assert.deepEqual(reach(contact, MAIL), { obstacle: { type } });
  });
}

test('a contact that is excluded is not written to', () => {
  assert.deepEqual(
    reach(target(), MAIL, ({ id }) => id === '00000001'),
    { obstacle: { type: 'excluded target' } },
  );
});

test('other media, other addresses and passing failures are no obstacles', () => {
  for (const contact of [
    target({ redList: { sms: listed } }),
    target({ bounce: [{ ...bounce, field: 2 }] }),
    target({ bounce: [{ ...bounce, type: 0, reason: 4 }] }),
  ]) {
    assert.deepEqual(reach(contact, MAIL), { address: 'ada@example.com' });
  }
});

test('of several reasons the first in the order of the checks is told', () => {
  const all = target({ redList: { mail: listed }, bounce: [bounce] });
  assert.deepEqual(
    reach({ ...all, fields: {} }, MAIL, () => true),
    { obstacle: { type: 'empty address' } },
  );
  assert.deepEqual(
    reach(all, MAIL, () => true),
    { obstacle: { type: 'redlisted target' } },
  );
  assert.deepEqual(
    reach({ ...all, redList: {} }, MAIL, () => true),
    { obstacle: { type: 'bounced target' } },
  );
});
