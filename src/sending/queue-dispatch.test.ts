import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { dispatchContract, ORDERS } from '../actions/dispatch.contract.ts';
import type { Order } from '../actions/dispatch.ts';
import { SqliteSendQueues } from '../storage/sending/send-queues.ts';
import { expiryOf } from './lifetime.ts';
import { messagesOf } from './message.ts';
import { QueueDispatch } from './queue-dispatch.ts';
import { PRIORITIES } from './send.ts';
import { readOrder } from './stored-order.ts';

const NOW = 1_750_000_000_000;
const HOUR = 3_600_000;
const LATER = 5_000_000_000_000;

function make(t: TestContext, isUrgent = false) {
  const folder = mkdtempSync(join(tmpdir(), 'chappe-dispatch-'));
  const published: string[] = [];
  const open = () =>
    new SqliteSendQueues(folder, {
      file: 'sends.db',
      publish: async (_account, events) => {
        published.push(...events.map(({ json }) => json));
      },
      report: (_account, error) => assert.fail(String(error)),
    });
  let queues = open();
  t.after(async () => {
    await queues.close();
    rmSync(folder, { recursive: true });
  });
  const dispatch = new QueueDispatch({
    queue: queues.of('A-1'),
    isUrgent: async () => isUrgent,
    lifetime: 48 * HOUR,
    memory: 24 * HOUR,
    now: () => NOW,
  });
  const restart = async () => {
    await queues.close();
    queues = open();
    return queues.of('A-1');
  };
  return { dispatch, restart, published };
}

/** What was taken, in the order of the calls; one message alone is kept as such. */
function orderOf(text: string): Order {
  const order = readOrder(text);
  if (order.kind !== 'message') return order;
  return { kind: 'executions', action: order.action, executions: [order.execution] };
}

dispatchContract(async (t) => {
  const { dispatch, restart } = make(t);
  return {
    dispatch,
    taken: async () =>
      (await restart())
        .lease(100, LATER)
        .toSorted((a, b) => a.id - b.id)
        .map(({ order }) => orderOf(order)),
  };
});

test('each execution is told as an event when it was taken', async (t) => {
  const { dispatch, restart, published } = make(t);
  for (const order of ORDERS) await dispatch.take(order);
  await restart();
  const types = published.map((text) => JSON.parse(text).type);
  assert.deepEqual(types, ['execution']);
});

test('the messages of an urgent action go before others, those of a campaign after them', async (t) => {
  const priorities = async (isUrgent: boolean) => {
    const { dispatch, restart } = make(t, isUrgent);
    for (const order of ORDERS) {
      if (order.kind !== 'executions') await dispatch.take(order);
      else {
        const executions = order.executions.map(({ urgent: _, ...execution }) => execution);
        await dispatch.take({ ...order, executions });
      }
    }
    const sends = (await restart()).lease(9, LATER).toSorted((a, b) => a.id - b.id);
    return sends.map(({ priority }) => priority);
  };
  const { campaign, message, urgent } = PRIORITIES;
  assert.deepEqual(await priorities(true), [urgent, message, campaign]);
  assert.deepEqual(await priorities(false), [message, message, campaign]);
});

test('what is urgent is given up after four hours, alone or among others; all else when it is said', async (t) => {
  const lifetimes = async (isUrgent: boolean) => {
    const { dispatch, restart } = make(t, isUrgent);
    const order = ORDERS.find(({ kind }) => kind === 'executions');
    assert.ok(order?.kind === 'executions');
    const executions = order.executions.map(({ urgent: _, ...execution }) => execution);
    await dispatch.take({ ...order, executions });
    return (await restart()).lease(9, LATER).map(({ expires }) => expires - NOW);
  };
  assert.deepEqual(await lifetimes(true), [4 * HOUR]);
  assert.deepEqual(await lifetimes(false), [48 * HOUR]);
  const sooner = { due: NOW, lifetime: HOUR, urgent: true };
  assert.equal(expiryOf(sooner), NOW + HOUR);
});

test('a campaign is not due before its start', async (t) => {
  const { dispatch, restart } = make(t);
  const campaign = ORDERS.find(({ kind }) => kind === 'campaign');
  assert.ok(campaign?.kind === 'campaign');
  await dispatch.take(campaign);
  const queue = await restart();
  assert.equal(queue.nextDue(), campaign.start);
  assert.deepEqual(queue.lease(1, campaign.start - 1), []);
});

test('an order for several unfolds to a message for each, and one for each copy', () => {
  const [order] = ORDERS;
  assert.ok(order?.kind === 'executions');
  const [execution] = order.executions;
  assert.ok(execution);
  const copy = { type: 'bcc' as const, recipient: { ...execution.recipient, id: '00000002' } };
  const messages = messagesOf({ ...order, executions: [execution, { ...execution, copies: [copy] }] });
  assert.deepEqual(
    messages.map(({ copyTo }) => copyTo?.id),
    [undefined, undefined, '00000002'],
  );
});
