import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Way } from './mailer.ts';
import { routesOf } from './route.ts';

const transport: Way['transport'] = {
  send: async () => assert.fail('nothing is sent'),
  close: async () => {},
};

test('what messages wait for is their relay, the domain that they are delivered to, or a rate for it', () => {
  const names = (way: Omit<Way, 'id' | 'transport'>) =>
    routesOf({ id: 'DEMO/028 1', transport, ...way }, 'a.example').map(({ name }) => name);
  assert.deepEqual(names({}), ['DEMO/028 1']);
  assert.deepEqual(names({ rate: { perSecond: 1 } }), ['DEMO/028 1', 'DEMO/028 1 a.example']);
  assert.deepEqual(names({ isDirect: true }), ['DEMO/028 1 a.example']);
  assert.deepEqual(names({ isDirect: true, rate: { perSecond: 1 } }), ['DEMO/028 1 a.example']);
});
