import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { dataFolder } from './support/data-folder.ts';
import { HttpClient, itemsOf, jsonOf, logPosition, type Reply } from './support/http-client.ts';
import { assertProblem } from './support/problems.ts';
import { get } from './support/promised-feeds.ts';
import { execution, lines } from './support/sample-events.ts';
import { NO_SMALL_DISK, SmallDisk, serveOnSmallDisk } from './support/small-disk.ts';

const MEGABYTE = 1024 * 1024;

if (NO_SMALL_DISK) process.stderr.write(`disk-full.test.ts ${NO_SMALL_DISK}\n`);

// Each step goes on from where the one before has left the disk.
describe('on a full disk', { skip: NO_SMALL_DISK }, async () => {
  const server = await serveOnSmallDisk({ after }, 40 * MEGABYTE, 32 * MEGABYTE);
  const client = new HttpClient(server.url, server.key);
  after(() => client.close());
  /** The numbers of all events that were acknowledged. */
  const acknowledged: number[] = [];
  let next = 0;

  /** So many events of more than a kilobyte, with numbers of their own. */
  function events(count: number) {
    const padding = 'x'.repeat(800);
    return Array.from({ length: count }, () => execution({ number: next++, data: { padding } }));
  }

  function acknowledge(sent: readonly ReturnType<typeof execution>[]): void {
    acknowledged.push(...sent.map((event) => event.source.detail.execution.data.number));
  }

  /** Publishes an array and asserts that it is stored, or that the disk was full for it. */
  async function publish(count: number): Promise<boolean> {
    const sent = events(count);
    const reply = await client.publish(JSON.stringify(sent));
    if (reply.status !== 200) {
      assertProblem(reply, 507, 'disk-full');
      return false;
    }
    assert.equal(receiptOf(reply).accepted, count);
    acknowledge(sent);
    return true;
  }

  /** The log holds what was acknowledged, and not a single event more. */
  async function assertExact(): Promise<void> {
    const reply = await client.get('/actions/events?sort=asc');
    assert.equal(reply.status, 200);
    const numbers = itemsOf(reply).map((event) =>
      Number(get(event, 'source', 'detail', 'execution', 'data', 'number')),
    );
    assert.deepEqual(
      numbers,
      acknowledged.toSorted((a, b) => a - b),
    );
    assert.equal(logPosition(reply), acknowledged.length);
  }

  let cutOff: ReturnType<typeof events> = [];

  test('a stream is answered 507, and stored exactly as far as the answer tells', async () => {
    assert.equal(await publish(100), true);
    cutOff = events(8000);
    const problem = assertProblem(await client.publishLines(lines(cutOff)), 507, 'disk-full');
    assert.equal(problem.duplicates, 0);
    const accepted = problem.accepted ?? 0;
    assert.ok(accepted > 0 && accepted < cutOff.length, `${accepted} of ${cutOff.length}`);
    acknowledge(cutOff.slice(0, accepted));
    assert.equal(problem.position, acknowledged.length);
    await assertExact();
  });

  test('arrays are stored whole or not at all, whoever else publishes', async () => {
    const fates: boolean[] = [];
    // What cut off the stream may have left no room for anything.
    await server.makeSomeRoom(2 * MEGABYTE);
    for (const count of [1000, 300, 100, 30, 10, 3, 1]) {
      // As long as anything fits, and four times more.
      let refused = 0;
      while (refused < 4) {
        const stored = await Promise.all([publish(count), publish(count), publish(count)]);
        fates.push(...stored);
        refused += stored.filter((each) => !each).length;
      }
    }
    assert.ok(fates.includes(true) && fates.includes(false));
    assert.ok((await server.free()) < 64 * 1024, 'the disk was never full');
    await assertExact();
  });

  test('reading goes on, in every way', async () => {
    for (const encoding of ['identity', 'gzip', 'zstd']) {
      const reply = await client.get('/actions/000PE4/events/executions?sort=desc', {
        'Accept-Encoding': encoding,
      });
      assert.equal(reply.status, 200);
      assert.equal(itemsOf(reply).length, acknowledged.length);
    }
    assert.equal((await client.get('/actions/NOSUCH/events')).status, 404);
    assert.equal((await client.head('/actions/events')).status, 200);
  });

  test('publishing goes on without a restart when there is room, and a retry completes what was cut off', async () => {
    await server.makeRoom();
    assert.equal(await publish(50), true);
    const before = new Set(acknowledged);
    const missing = cutOff.filter((event) => !before.has(event.source.detail.execution.data.number));
    const { accepted, duplicates } = receiptOf(await client.publishLines(lines(cutOff)));
    assert.deepEqual([accepted, duplicates], [missing.length, cutOff.length - missing.length]);
    acknowledge(missing);
    await assertExact();
  });

  test('nothing of all this is a failure of the server', async () => {
    server.signal('SIGTERM');
    const { code, stderr } = await server.ended;
    assert.equal(code, 0);
    assert.doesNotMatch(stderr, /"level":[56]0/);
  });
});

test('an account that was not used before the disk was full is told so, and served when there is room', {
  skip: NO_SMALL_DISK,
}, async (t) => {
  const { data, key } = await dataFolder(t);
  const disk = await SmallDisk.mount(t, 8 * MEGABYTE);
  const server = await disk.serve(await disk.put(data));
  const client = new HttpClient(server.url, key);
  t.after(() => client.close());
  await disk.take(await disk.free());
  assertProblem(await client.get('/actions/events'), 507, 'disk-full');
  assertProblem(await client.publish(JSON.stringify(execution({ number: 1 }))), 507, 'disk-full');
  await disk.makeRoom();
  assert.equal((await client.publish(JSON.stringify(execution({ number: 1 })))).status, 200);
  assert.equal(itemsOf(await client.get('/actions/events')).length, 1);
  server.signal('SIGTERM');
  const { code, stderr } = await server.ended;
  assert.equal(code, 0);
  assert.doesNotMatch(stderr, /"level":[56]0/);
});

function receiptOf(reply: Reply): { accepted: number; duplicates: number } {
  assert.equal(reply.status, 200, reply.body.toString());
  const { accepted, duplicates } = Object(jsonOf(reply));
  return { accepted, duplicates };
}
