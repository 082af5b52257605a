import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { loseTables } from '../../../test/support/damaged-file.ts';
import { startedThreads } from '../../../test/support/threads.ts';
import { generateEvents } from '../../demo/stream.ts';
import { ARRAY, bytesOf, queryOf } from '../contract/reading.contract.ts';
import type { Entry, EventLogs } from '../log.ts';
import type { LogsWatch, SealedState } from '../logs-watch.ts';
import { prepare } from '../publication.ts';
import { Appender } from './appender.ts';
import { FAMILY_CODES } from './codes.ts';
import { openForWriting } from './open.ts';
import { SEALER_CONNECTION, Sealer } from './sealer.ts';
import { openWatched } from './watched-logs.ts';

const ENTRIES: readonly Entry[] = [
  ...generateEvents({
    count: 600,
    seed: 'watched',
    account: 'DEMO/028',
    startMs: Date.UTC(2026, 2, 1),
    spanMs: 3_600_000,
  }),
].map((text) => {
  const { entry } = prepare(JSON.parse(text), {
    identity: { type: 'customer', agency: 'DEMO', customer: '028' },
    maxEventBytes: 1_000_000,
    now: () => 0,
  });
  assert.ok(entry);
  return entry;
});

/** The code of the list of all events of actions, from old to new. */
const ALL_ACTIONS = FAMILY_CODES.actions * 1000;

/** A watch that keeps what it is told, as promises of the first time. */
function watching() {
  const state = Promise.withResolvers<[account: string, SealedState]>();
  const damage = Promise.withResolvers<[account: string, file: string, block: number]>();
  const corrupt = Promise.withResolvers<[account: string, file: string, words: string]>();
  const trouble = Promise.withResolvers<Parameters<LogsWatch['trouble']>[0]>();
  const watch: LogsWatch = {
    sealed: (...told) => state.resolve(told),
    damaged: (...told) => damage.resolve(told),
    corrupt: (...told) => corrupt.resolve(told),
    trouble: (told) => trouble.resolve(told),
  };
  return {
    watch,
    state: state.promise,
    damage: damage.promise,
    corrupt: corrupt.promise,
    trouble: trouble.promise,
  };
}

describe('logs that are watched', () => {
  let model: string;
  let folder: string;
  let file: string;
  let logs: EventLogs | undefined;

  // Sealed once; each test has a copy of its own.
  before(() => {
    model = mkdtempSync(join(tmpdir(), 'chappe-watched-'));
    const database = openForWriting(join(model, 'events.db'), SEALER_CONNECTION);
    new Appender(database).append(ENTRIES);
    const sealer = new Sealer(database, { blockEvents: 50, keptOpen: 0, level: 1 });
    while (sealer.step());
    database.close();
  });
  after(() => rmSync(model, { recursive: true }));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chappe-watched-'));
    file = join(folder, 'DEMO-028', 'events.db');
    mkdirSync(dirname(file));
    copyFileSync(join(model, 'events.db'), file);
  });
  afterEach(async () => {
    await logs?.close();
    rmSync(folder, { recursive: true });
  });

  it('leave no write-ahead log behind when they are closed', async () => {
    const { watch, state } = watching();
    logs = openWatched(folder, watch);
    logs.of('DEMO-028');
    await state;
    assert.ok(existsSync(`${file}-wal`));
    await logs.close();
    assert.ok(!existsSync(`${file}-wal`));
  });

  it('do not wait out the rest of the sealing when they are closed', async () => {
    // The thread begins with a rest of half a second, as no log is open. On a busy machine it takes time to start, but not always.
    const times: number[] = [];
    while (times.length < 10 && !times.some((time) => time < 450)) {
      logs = openWatched(folder, watching().watch);
      const begun = performance.now();
      await logs.close();
      times.push(performance.now() - begun);
    }
    assert.ok(Math.min(...times) < 450, String(times));
  });

  it('tell what of them is sealed', async () => {
    const database = new DatabaseSync(file, { readOnly: true });
    const blocks = Number(database.prepare('SELECT count(*) AS n FROM blocks').get()?.n);
    database.close();
    const { watch, state } = watching();
    logs = openWatched(folder, watch);
    logs.of('DEMO-028');
    const [account, sealed] = await state;
    assert.equal(account, 'DEMO-028');
    assert.deepEqual([sealed.blocks, sealed.holes], [blocks, 0]);
    // Each event is in three lists and counted in one; hits of robots are in none.
    assert.ok(sealed.events > 300 && sealed.events <= ENTRIES.length, String(sealed.events));
    assert.equal(sealed.events % 50, 0);
  });

  it('tell of a block that is damaged, and read its events from their rows', async () => {
    const database = new DatabaseSync(file);
    const row = database.prepare(`SELECT min(block) AS block FROM blocks WHERE list = ${ALL_ACTIONS}`).get();
    const block = Number(row?.block);
    database.prepare('UPDATE blocks SET deflated = zeroblob(length(deflated)) WHERE block = ?').run(block);
    database.close();
    const { watch, damage } = watching();
    logs = openWatched(folder, watch);
    const log = logs.of('DEMO-028');
    // Both ways of reading are compared there.
    const bytes = await bytesOf(log, queryOf(log, { sort: 'asc' }), ARRAY);
    assert.ok(bytes.length > 100_000);
    assert.deepEqual(await damage, ['DEMO-028', realpathSync(file), block]);
  });

  it('tell of a log that is damaged, also through a link to its folder', async () => {
    loseTables(file, 'events');
    const link = `${folder}-link`;
    symlinkSync(folder, link);
    try {
      const { watch, corrupt } = watching();
      logs = openWatched(link, watch);
      const log = logs.of('DEMO-028');
      await assert.rejects(log.append(ENTRIES), /malformed/);
      const [account, told, words] = await corrupt;
      assert.equal(account, 'DEMO-028');
      assert.equal(realpathSync(told), realpathSync(file));
      assert.match(words, /malformed/);
    } finally {
      rmSync(link);
    }
  });

  it('tell that one of them cannot be sealed any more, which does not end the sealing of all', async () => {
    const { watch, state, trouble } = watching();
    const again = Promise.withResolvers<void>();
    const sealed: LogsWatch['sealed'] = (account, told) => {
      watch.sealed(account, told);
      if (told.head > ENTRIES.length) again.resolve();
    };
    logs = openWatched(folder, { ...watch, sealed });
    const log = logs.of('DEMO-028');
    await state;
    const [entry] = ENTRIES;
    assert.ok(entry);
    await log.append([{ ...entry, id: randomUUID() }]);
    // Told a while after there was something to do: the next that is done is to look whether the log has grown.
    await again.promise;
    const database = new DatabaseSync(file, { timeout: 5000 });
    database.exec('ALTER TABLE log RENAME TO gone');
    database.close();
    const { kind, file: about, account } = await trouble;
    assert.deepEqual([kind, about, account], ['stopped', file, 'DEMO-028']);
  });

  it('tell when the sealing of all of them has ended', async (t) => {
    const thread = startedThreads(t);
    const { watch, trouble } = watching();
    logs = openWatched(folder, watch);
    logs.of('DEMO-028');
    // The first thread writes; the second seals.
    const sealer = await thread(1);
    await Promise.all([once(sealer, 'exit'), sealer.terminate()]);
    const { kind, file: about } = await trouble;
    assert.deepEqual([kind, about], ['stopped', undefined]);
    assert.equal(
      (await logs.of('DEMO-028').append([])).position,
      ENTRIES.length,
      'nothing else ends with it',
    );
  });
});
