import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { assertFailed, ChappeProcess, run, startServing } from './support/chappe-process.ts';
import { roundsOf } from './support/crash-rounds.ts';
import { scratchFolder } from './support/data-folder.ts';
import { HttpClient } from './support/http-client.ts';
import { assertFeeds, type Published, settle } from './support/published.ts';
import { assertWell } from './support/sealed-log.ts';
import { ServedLog } from './support/served-log.ts';

const EVENTS = { count: 3000, contacts: 50 };

test(`${roundsOf('backup')} killed backups are refused, and hurt nothing`, async (t) => {
  const log = await ServedLog.fill(t, 'backup', EVENTS);
  const folder = await scratchFolder(t);
  while (log.killing.goesOn()) {
    const backup = join(folder, 'backup');
    const before = [...log.published];
    const sight = () => ({
      begun: () => existsSync(join(backup, 'unfinished')),
      over: () => existsSync(join(backup, 'backup.json')),
    });
    const killed = await log.round(['backup', backup, '--data', log.data], sight);
    const restored = join(folder, 'restored');
    const restoring = await run(['restore', backup, '--data', restored]);
    if (killed) {
      assertFailed(restoring, 1, /is no complete backup: it has no backup\.json/);
      assertFailed(
        await run(['backup', backup, '--data', log.data]),
        1,
        /backup is not empty|was interrupted/,
      );
      assert.equal(existsSync(restored), false);
    } else {
      await assertBackedUp(t, restored, log, before);
    }
    for (const each of [backup, restored]) rmSync(each, { recursive: true, force: true });
  }
  t.diagnostic(`${log.killing.told()} were killed in the middle`);
  await log.stop();
});

/** A backup has all that was published before it was begun, and nothing that never was. */
async function assertBackedUp(
  t: TestContext,
  restored: string,
  log: ServedLog,
  before: readonly Published[],
) {
  assertWell(restored);
  const server = await startServing(t, ['--data', restored]);
  // Keys came with the catalog.
  const client = new HttpClient(server.url, log.key);
  const since = new Set(log.published.slice(before.length).map(({ id }) => id));
  const found = await settle(client, log.published, { gone: ({ id }) => since.has(id) });
  await assertFeeds(client, found);
  client.close();
  await server.kill();
}

test(`after ${roundsOf('restore')} kills of a restore it can be done again, and leaves nothing else`, async (t) => {
  const log = await ServedLog.fill(t, 'restore', EVENTS);
  const folder = await scratchFolder(t);
  const backup = join(folder, 'backup');
  assert.equal((await run(['backup', backup, '--data', log.data])).code, 0);
  const place = join(folder, 'place');
  const data = join(place, 'data');
  const { killing, random } = log;
  while (killing.goesOn()) {
    mkdirSync(place);
    // A folder that is there may be a disk that is mounted.
    const mounted = random.chance(0.5);
    if (mounted) mkdirSync(data);
    const restoring = ['restore', backup, '--data', data];
    const command = new ChappeProcess(restoring);
    t.after(() => command.kill());
    const killed = await killing.strike(command, {
      begun: () => existsSync(mounted ? join(data, 'restoring') : `${data}.restoring`),
      over: () => existsSync(join(data, 'catalog.db')),
    });
    if (killed) {
      if (mounted)
        assertFailed(
          await run(['serve', '--data', data]),
          1,
          /interrupted; run the same 'chappe restore' again/,
        );
      const again = await run(restoring);
      assert.equal(again.code, 0, again.stderr);
    } else {
      assertFailed(await run(restoring), 1, /data is not empty/);
    }
    for (const file of ['catalog.db', 'accounts/DEMO-028/events.db'])
      assert.ok(readFileSync(join(data, file)).equals(readFileSync(join(backup, file))), file);
    assert.deepEqual(readdirSync(place), ['data']);
    const names = readdirSync(data).filter((name) => name !== 'server.lock');
    // Killed when all was done but the last folder, which is empty, was still to go.
    assert.deepEqual(names.filter((name) => killed || name !== 'restoring').toSorted(), [
      'accounts',
      'catalog.db',
    ]);
    if (!killing.goesOn()) await assertBackedUp(t, data, log, log.published);
    rmSync(place, { recursive: true });
  }
  t.diagnostic(`${killing.told()} were killed in the middle`);
});
