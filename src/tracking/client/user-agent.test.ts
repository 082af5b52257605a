import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BROWSERS, READERS } from '../../demo/browsers.ts';
import { readAddress } from './client-address.ts';
import { isPrefetch } from './prefetch.ts';
import { LONGEST_AGENT, parseUserAgent, UserAgents } from './user-agent.ts';

for (const { ua } of [...BROWSERS, ...READERS]) {
  test(`a user agent is read as events tell it: ${ua.ua}`, () => {
    const read = parseUserAgent(ua.ua);
    assert.equal(read.type, ua.type);
    if (read.type === 'raw' || ua.type === 'raw') return;
    assert.deepEqual(read.client, ua.client);
    assert.deepEqual(read.os, ua.os);
    assert.deepEqual([read.device?.type, read.device?.brand], [ua.device?.type, ua.device?.brand]);
  });
}

test('a user agent that says nothing known is given as it is; a long one is cut', () => {
  assert.deepEqual(parseUserAgent('Mozilla/5.0'), { type: 'raw', ua: 'Mozilla/5.0' });
  const agents = new UserAgents();
  assert.equal(agents.parse('x'.repeat(100_000)).ua.length, LONGEST_AGENT);
});

test('what is remembered of user agents is bounded, and what is forgotten is read again', () => {
  const agents = new UserAgents(1000);
  const [first] = BROWSERS;
  assert.ok(first);
  const read = agents.parse(first.ua.ua);
  assert.equal(agents.parse(first.ua.ua), read);
  for (let n = 0; n < 100; n++) agents.parse(`program ${n}`);
  assert.notEqual(agents.parse(first.ua.ua), read);
  assert.deepEqual(agents.parse(first.ua.ua), read);
});

test('addresses are told apart, and one of IPv4 in the clothes of IPv6 is one of IPv4', () => {
  assert.deepEqual(readAddress('::ffff:203.0.113.7'), { type: 'v4', value: '203.0.113.7' });
  assert.deepEqual(readAddress('2001:DB8::1'), { type: 'v6', value: '2001:db8::1' });
  assert.equal(readAddress('unknown'), undefined);
});

test('headers tell of programs that look ahead', () => {
  assert.equal(isPrefetch({ 'sec-purpose': 'prefetch;prerender' }), true);
  assert.equal(isPrefetch({ purpose: 'prefetch' }), true);
  assert.equal(isPrefetch({ 'user-agent': 'prefetch' }), false);
});
