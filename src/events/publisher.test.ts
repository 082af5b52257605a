import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Appended, type Entry, type EventLog, LogFull } from './log.ts';
import { Publisher } from './publisher.ts';

/** An entry of so many characters; the publisher looks at nothing else. */
function entry(id: string, size = 2): Entry {
  return { id, timestamp: 0, facets: { family: 'contacts', type: 'creation' }, json: 'x'.repeat(size) };
}

/** A log whose appends end when the test says so, to see what gathers meanwhile. */
function manualLog() {
  const calls: {
    entries: readonly Entry[];
    end: (appended: Appended) => void;
    fail: (error: Error) => void;
  }[] = [];
  const log: Pick<EventLog, 'append'> = {
    append: (entries) => new Promise((end, fail) => calls.push({ entries, end, fail })),
  };
  /** Ends the n-th append as if none of its events had been there before. */
  const finish = async (n: number, position: number, duplicates?: boolean[]) => {
    const call = calls[n];
    assert.ok(call);
    call.end({ position, duplicates: duplicates ?? call.entries.map(() => false) });
    // The publisher goes on in microtasks; a turn of the event loop lets them all run.
    await new Promise(setImmediate);
  };
  const sizes = () => calls.map(({ entries }) => entries.length);
  return { log, calls, finish, sizes };
}

const limits = { maxCommitEvents: 5, maxCommitBytes: 100 };

describe('the publisher', () => {
  it('commits a lone publication at once', () => {
    const { log, sizes } = manualLog();
    void new Publisher(log, limits).publish([entry('a')]);
    assert.deepEqual(sizes(), [1]);
  });

  it('commits together what gathers while a commit is under way, and answers each its own', async () => {
    const { log, finish, sizes } = manualLog();
    const publisher = new Publisher(log, limits);
    const receipts = [
      publisher.publish([entry('a')]),
      publisher.publish([entry('b'), entry('c')]),
      publisher.publish([entry('d')]),
    ];
    await finish(0, 1);
    assert.deepEqual(sizes(), [1, 3]);
    await finish(1, 3, [false, true, false]);
    assert.deepEqual(await Promise.all(receipts), [
      { accepted: 1, duplicates: 0, position: 1 },
      { accepted: 1, duplicates: 1, position: 3 },
      { accepted: 1, duplicates: 0, position: 3 },
    ]);
  });

  it('keeps commits within the limits, but never splits a publication', async () => {
    const { log, finish, sizes } = manualLog();
    const publisher = new Publisher(log, limits);
    void publisher.publish([entry('first')]);
    const many = Array.from({ length: 9 }, (_, n) => entry(`m${n}`));
    for (const group of [[entry('a')], many, [entry('b'), entry('c')], [entry('d', 99)], [entry('e')]]) {
      void publisher.publish(group);
    }
    for (let n = 0; n < 5; n++) await finish(n, n);
    assert.deepEqual(sizes(), [1, 1, 9, 2, 1, 1]);
  });

  it('answers nobody before the commit has ended', async () => {
    const { log, finish } = manualLog();
    let answered = false;
    void new Publisher(log, limits).publish([entry('a')]).then(() => {
      answered = true;
    });
    await new Promise(setImmediate);
    assert.equal(answered, false);
    await finish(0, 1);
    assert.equal(answered, true);
  });

  it('tells everyone of a group that it failed, and goes on with the next', async () => {
    const { log, calls, finish } = manualLog();
    const publisher = new Publisher(log, limits);
    const failed = assert.rejects(publisher.publish([entry('a')]), LogFull);
    const next = publisher.publish([entry('b')]);
    calls[0]?.fail(new LogFull());
    await failed;
    await new Promise(setImmediate);
    await finish(1, 1);
    assert.equal((await next).accepted, 1);
  });

  it('publishes nothing as a way to learn the position', async () => {
    const { log, finish } = manualLog();
    const receipt = new Publisher(log, limits).publish([]);
    await finish(0, 7);
    assert.deepEqual(await receipt, { accepted: 0, duplicates: 0, position: 7 });
  });
});
