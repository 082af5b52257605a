import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { catalogWith } from '../test/support/data-folder.ts';
import { eventually } from '../test/support/eventually.ts';
import { entries } from './events/contract/entries.contract.ts';
import { MemoryEventLogs } from './events/memory/memory-event-log.ts';
import { OpenedLogs } from './events/opened-logs.ts';
import { Floors } from './floors.ts';
import { raiseFloors } from './storage/log-floors.ts';

const DEMO = { agency: 'DEMO', customer: '028' };
const IDLE = { agency: 'DEMO', customer: '029' };

async function noting(t: TestContext, every?: number) {
  const { catalog } = await catalogWith(t, DEMO, IDLE);
  const failures: unknown[] = [];
  const logs = new OpenedLogs(new MemoryEventLogs());
  const floors = new Floors(catalog, (error) => failures.push(error), every);
  floors.begin(logs);
  return { catalog, floors, failures, commits: floors.commitsOf('DEMO-028', logs.of('DEMO-028')) };
}

test('the first events of an account are noted before they are told, later ones at the end', async (t) => {
  const { catalog, floors, commits } = await noting(t);
  await commits.append([]);
  assert.equal(catalog.floorOf(DEMO), 0);
  await commits.append(entries({ n: 1 }, { n: 2 }));
  assert.equal(catalog.floorOf(DEMO), 2);
  const version = catalog.version();
  await commits.append(entries({ n: 3 }));
  assert.deepEqual([catalog.version(), catalog.floorOf(DEMO)], [version, 2]);
  await floors.close();
  assert.deepEqual([catalog.floorOf(DEMO), catalog.floorOf(IDLE)], [3, 0]);
});

test('how far logs are is noted now and then, in use or not, and not when none has come further', async (t) => {
  const { catalog, floors, commits } = await noting(t, 1);
  await commits.append(entries({ n: 1 }));
  await commits.append(entries({ n: 2 }));
  const watch = floors.watching({
    trouble: () => assert.fail(),
    damaged: () => assert.fail(),
    corrupt: () => assert.fail(),
    sealed: () => undefined,
  });
  watch.sealed('DEMO-029', { head: 9, events: 0, blocks: 0, holes: 0 });
  await eventually(
    async () => [catalog.floorOf(DEMO), catalog.floorOf(IDLE)],
    ([demo, idle]) => demo === 2 && idle === 9,
  );
  const version = catalog.version();
  watch.sealed('DEMO-029', { head: 9, events: 0, blocks: 0, holes: 0 });
  await floors.close();
  assert.equal(catalog.version(), version);
});

test('a floor never falls, and events are told as stored though nothing could be noted', async (t) => {
  const { catalog, failures, commits } = await noting(t);
  await raiseFloors(catalog.db, [[IDLE, 5]]);
  await raiseFloors(catalog.db, [[IDLE, 4]]);
  assert.equal(catalog.floorOf(IDLE), 5);
  await catalog.db.schema.alterTable('accounts').renameColumn('customer', 'moved').execute();
  assert.equal((await commits.append(entries({ n: 1 }))).position, 1);
  await commits.append(entries({ n: 2 }));
  assert.equal(failures.length, 1);
});
