import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { Dispatch, Order } from './dispatch.ts';
import type { FirstAnswer } from './first-answer.ts';

/** Makes a dispatch, and tells what it has taken and not yet carried out, after another start if it knows one. */
export type MakeDispatch = (
  t: TestContext,
) => Promise<{ dispatch: Dispatch; taken: () => Promise<readonly Order[]> }>;

const STAMP = {
  time: 1_614_089_576_625,
  id: '497a760d-e444-484f-b964-125cf548bb9c',
  thread: '4e557e2e-a322-4083-8cda-d0357ed0cb0c',
};

/** One order of each kind, with all that it can say. */
export const ORDERS: readonly Order[] = [
  {
    kind: 'executions',
    action: '000001',
    executions: [
      {
        recipient: {
          type: 'footprint',
          id: '00000001',
          unicity: 'a@example.com',
          hash: '0441619ab4631d18548aa8835dd2c28b',
        },
        stamp: STAMP,
        data: { order: 7, lines: [{ name: 'é' }] },
        variables: { shop: 'Lyon' },
        views: { subject: 'Other' },
        urgent: true,
        important: false,
        attachments: [{ name: 'a.txt', mime: 'text/plain', data: new Uint8Array([0, 255]) }],
      },
    ],
  },
  {
    kind: 'proofs',
    id: 'b5c27f0e-0c5c-4b1e-9d5b-1b9a3d7f9a01',
    action: '000002',
    version: 2,
    segments: [3],
    address: 'proofs@example.com',
    separately: true,
    comments: 'look at the title',
    variables: {},
  },
  {
    kind: 'campaign',
    id: 'b5c27f0e-0c5c-4b1e-9d5b-1b9a3d7f9a02',
    action: '000003',
    version: 5,
    start: 4_102_444_800_000,
    end: 4_102_448_400_000,
    segments: { selected: [1, 2], excluded: [3] },
    speed: 1000,
    variables: {},
  },
];

/** What every implementation of `Dispatch` promises. */
export function dispatchContract(make: MakeDispatch): void {
  describe('a dispatch', () => {
    test('keeps every order whole, in the order of the calls', async (t) => {
      const { dispatch, taken } = await make(t);
      for (const order of ORDERS) await dispatch.take(order);
      assert.deepEqual(await taken(), ORDERS);
    });

    test('is not changed by what its caller does with an order afterwards', async (t) => {
      const { dispatch, taken } = await make(t);
      const order = structuredClone(ORDERS[1]);
      assert.ok(order?.kind === 'proofs');
      await dispatch.take(order);
      order.comments = 'changed';
      assert.deepEqual(await taken(), [ORDERS[1]]);
    });

    test('remembers what the request for an order was answered, by its operation and its name', async (t) => {
      const { dispatch, taken } = await make(t);
      const [order] = ORDERS;
      assert.ok(order?.kind === 'executions');
      const answer: FirstAnswer = {
        operation: 'execute',
        name: 'a "b"',
        fingerprint: 'f0',
        status: 200,
        body: '{"é":1}',
      };
      const nothing: FirstAnswer = { ...answer, name: 'c', status: 204, body: '' };
      assert.equal(dispatch.answerTo(answer), undefined);
      await dispatch.take(order, answer);
      await dispatch.take({ ...order, executions: [] }, nothing);
      assert.deepEqual(dispatch.answerTo({ operation: 'execute', name: 'a "b"' }), answer);
      assert.deepEqual(dispatch.answerTo({ operation: 'execute', name: 'c' }), nothing);
      assert.equal(dispatch.answerTo({ operation: 'other', name: 'c' }), undefined);
      assert.deepEqual(await taken(), [order]);
    });

    test('takes orders that come at once, each once', async (t) => {
      const { dispatch, taken } = await make(t);
      const [, proofs] = ORDERS;
      assert.ok(proofs?.kind === 'proofs');
      const orders = Array.from({ length: 50 }, (_, version) => ({ ...proofs, version }));
      await Promise.all(orders.map((order) => dispatch.take(order)));
      assert.deepEqual(new Set(await taken()), new Set(orders));
      assert.equal((await taken()).length, 50);
    });
  });
}
