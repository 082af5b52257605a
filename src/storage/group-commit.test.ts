import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, type TestContext, test } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import { NotOnDisk } from '../sqlite/wal-file.ts';
import type { Request, Response } from './asked-thread.ts';
import { type Commit, commitInGroups, type FileWriter } from './group-commit.ts';

/** A file that notes what is done with it. Works are words; one that begins with ~ need not wait for the disk. */
class NotingFile implements FileWriter<string, string> {
  readonly notes: string[];
  failure: Error | undefined;
  #events = 0;

  constructor(notes: string[]) {
    this.notes = notes;
  }

  write(works: readonly string[]): Commit<string> {
    if (this.failure !== undefined) throw this.failure;
    this.notes.push(works.join('+'));
    return {
      outcomes: works.map((work) => `${work} is done`),
      events: works.map((json) => ({ sequence: ++this.#events, json })),
      isUnsynced: works.every((work) => work.startsWith('~')),
    };
  }

  forgetEvents(upTo: number): void {
    this.notes.push(`forget ${upTo}`);
  }

  sync(): void {
    if (this.failure !== undefined) throw this.failure;
    this.notes.push('sync');
  }

  close(): void {
    this.notes.push('close');
  }
}

const fullDisk = () => Object.assign(new Error('database or disk is full'), { errcode: 13 });

let calls = 0;
const write = (work: string, file = 'a'): Request<string> => ({ do: 'write', call: ++calls, file, work });
const asking = (what: 'probe' | 'close'): Request<string> => ({ do: what, call: ++calls });
const sync = (file = 'a'): Request<string> => ({ do: 'sync', call: ++calls, file });

/** Asks what is given as one batch for each argument, all of them before any is taken. */
function serving(t: TestContext, isAlone?: (work: string) => boolean) {
  const { port1: here, port2: there } = new MessageChannel();
  t.after(() => here.close());
  const files = new Map<string, NotingFile>();
  const open = (file: string) => {
    const opened = new NotingFile([]);
    files.set(file, opened);
    return opened;
  };
  const responses: Response<string>[] = [];
  here.on('message', (response: Response<string>) => responses.push(response));
  commitInGroups(there, { open, ...(isAlone && { isAlone }) });
  const until = async (fits: (response: Response<string>) => boolean): Promise<Response<string>> => {
    for (;;) {
      const found = responses.find(fits);
      if (found !== undefined) return found;
      await once(here, 'message');
    }
  };
  return {
    ask: (...batches: Request<string>[][]) => {
      for (const batch of batches) here.postMessage(batch);
    },
    /** The answer to the call that was made last. */
    answered: () => {
      const last = calls;
      return until((response) => response.calls.includes(last));
    },
    until,
    responses,
    notesOf: (file = 'a') => files.get(file)?.notes,
    fail: (failure: Error | undefined, file = 'a') => {
      const opened = files.get(file);
      assert.ok(opened !== undefined);
      opened.failure = failure;
    },
  };
}

const words = ({ events }: Response<string>) => events.map(({ json }) => json);

describe('a thread that writes files', () => {
  test('commits together what waits for the same file, and answers each call', async (t) => {
    const { ask, answered, responses, notesOf } = serving(t);
    ask([write('one'), write('other', 'b')], [write('two'), asking('probe')]);
    await answered();
    assert.deepEqual([notesOf('a'), notesOf('b')], [['one+two'], ['other']]);
    assert.deepEqual(
      responses.map(({ file, outcomes }) => [file, outcomes]),
      [
        ['a', ['one is done', 'two is done']],
        ['b', ['other is done']],
        ['', []],
      ],
    );
  });

  test('carries out by itself what shares no commit, in its turn', async (t) => {
    const { ask, answered, notesOf } = serving(t, (work) => work === 'alone');
    ask([write('one'), write('two'), write('alone'), write('alone'), write('three'), write('four')]);
    await answered();
    assert.deepEqual(notesOf(), ['one+two', 'alone', 'alone', 'three+four']);
  });

  test('tells all calls of a commit that failed why, and goes on', async (t) => {
    const { ask, answered, responses, fail } = serving(t);
    ask([write('one')]);
    await answered();
    fail(fullDisk());
    ask([write('two'), write('three')]);
    const { calls: failed, failure } = await answered();
    assert.deepEqual([failed.length, failure?.full], [2, true]);
    fail(undefined);
    ask([write('four')]);
    assert.deepEqual((await answered()).outcomes, ['four is done']);
    assert.equal(responses.length, 3);
  });

  test('forgets up to the last of some sequences, after what is written', async (t) => {
    const { ask, answered, notesOf } = serving(t);
    ask([{ do: 'forget', file: 'a', upTo: 1 }, write('one'), { do: 'forget', file: 'a', upTo: 2 }]);
    ask([asking('probe')]);
    await answered();
    assert.deepEqual(notesOf(), ['one', 'forget 2']);
  });

  test('writes nothing more to a file of which nobody knows what is on the disk', async (t) => {
    const { ask, answered, responses, fail, notesOf } = serving(t);
    ask([write('one')]);
    await answered();
    fail(new NotOnDisk('a', { cause: new Error('EIO') }));
    ask([write('two')]);
    assert.match(String((await answered()).failure?.error), /may not be on the disk/);
    fail(undefined);
    ask([write('three'), { do: 'forget', file: 'a', upTo: 1 }, sync(), write('other', 'b')]);
    assert.equal((await answered()).failure, undefined);
    const failed = responses.filter(({ failure }) => failure !== undefined);
    assert.deepEqual([failed.length, failed[1]?.failure?.full], [2, false]);
    assert.deepEqual([notesOf('a'), notesOf('b')], [['one'], ['other']]);
  });

  test('tells whoever asks how it is of a file that nothing is written to any more', async (t) => {
    const { ask, answered, fail } = serving(t);
    ask([write('~one'), write('other', 'b'), asking('probe')]);
    assert.equal((await answered()).failure, undefined);
    fail(new NotOnDisk('a', { cause: new Error('EIO') }));
    ask([sync()]);
    // Nobody who wrote was told: that was committed, and is not on the disk.
    assert.equal((await answered()).failure, undefined);
    ask([asking('probe')]);
    assert.match(String((await answered()).failure?.error), /committed to a may not be on the disk/);
  });

  test('closes all files', async (t) => {
    const { ask, answered, notesOf } = serving(t);
    ask([write('~one'), write('other', 'b'), asking('close')]);
    await answered();
    assert.deepEqual(
      [notesOf('a'), notesOf('b')],
      [
        ['~one', 'close'],
        ['other', 'close'],
      ],
    );
  });
});

describe('events of a commit that need not wait for the disk', () => {
  test('are handed over once it is there, which nobody has to ask for', async (t) => {
    const { ask, answered, until, notesOf } = serving(t);
    ask([write('~one'), write('~two')]);
    assert.deepEqual(words(await answered()), []);
    assert.deepEqual(words(await until(({ events }) => events.length > 0)), ['~one', '~two']);
    assert.deepEqual(notesOf(), ['~one+~two', 'sync']);
  });

  test('are handed over when somebody asks for it, before that is answered, and once', async (t) => {
    const { ask, answered, responses, notesOf } = serving(t);
    ask([write('~one'), sync(), sync()]);
    await answered();
    assert.deepEqual(responses.map(words), [[], ['~one'], [], []]);
    assert.deepEqual(notesOf(), ['~one', 'sync']);
  });

  test('go before those of a later commit that waited', async (t) => {
    const { ask, answered, notesOf } = serving(t);
    ask([write('~one')]);
    await answered();
    ask([write('two'), write('~three')]);
    assert.deepEqual(words(await answered()), ['~one', 'two', '~three']);
    assert.deepEqual(notesOf(), ['~one', 'two+~three']);
  });

  test('stay behind when nobody knows whether it is there, and whoever asked is answered', async (t) => {
    const { ask, answered, responses, fail, notesOf } = serving(t);
    ask([write('~one')]);
    await answered();
    fail(new NotOnDisk('a', { cause: new Error('EIO') }));
    ask([sync()]);
    await answered();
    fail(undefined);
    ask([write('two'), sync()]);
    await answered();
    assert.ok(responses.every(({ events }) => events.length === 0));
    assert.deepEqual(notesOf(), ['~one']);
  });
});
