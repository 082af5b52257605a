import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { scratchFolder } from '../../test/support/data-folder.ts';
import { parseAccount } from '../accounts/account.ts';
import { createAccount } from '../accounts/accounts.ts';
import { openCatalog } from '../storage/catalog.ts';
import type { Finding } from './canary.ts';
import { askCanary, findCanary, listPartStates, listSchedules, stopCanary } from './canary-book.ts';
import { CanaryKeeper, type CanaryKeeperParts } from './canary-keeper.ts';

const DEMO = parseAccount('DEMO/028');
const HOUR = 3_600_000;
const WISH = { address: 'canary@example.com', patience: 1000 };
const WELL: Finding = { part: 'link', state: 'ok', seconds: 1 };
const BROKEN: Finding = { part: 'link', state: 'broken', reason: 'it answered 502' };

/** A catalog with an account, a clock that is set by hand, and keepers whose runs find what is said. */
async function start(t: TestContext) {
  const catalog = await openCatalog(await scratchFolder(t));
  t.after(() => catalog.close());
  await createAccount(catalog.db, DEMO);
  const clock = { now: 1_000_000 };
  const finds: Finding[] = [];
  const ran: string[] = [];
  const keeperOf = (run: CanaryKeeperParts['run']) =>
    new CanaryKeeper({ catalog, run, report: (error) => assert.fail(String(error)), now: () => clock.now });
  const keeper = keeperOf(async ({ id }, tell) => {
    ran.push(id);
    const finding = finds.shift();
    if (finding !== undefined) await tell(finding);
  });
  const look = async () => {
    await keeper.look();
    await keeper.ended();
    await keeper.look();
    return ran.length;
  };
  return { catalog, db: catalog.db, clock, finds, ran, keeper, keeperOf, look };
}

test('it is looked once a second whether one is due, or as often as is said', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const { catalog, clock } = await start(t);
  const report = (error: unknown) => assert.fail(String(error));
  for (const [often, every] of [
    [{}, 1000],
    [{ lookEvery: 50 }, 50],
  ] as const) {
    let looks = 0;
    const version = () => {
      looks += 1;
      return catalog.version();
    };
    const watched = { db: catalog.db, version };
    const keeper = new CanaryKeeper({
      ...{ catalog: watched, run: async () => undefined, report, now: () => clock.now },
      ...often,
    });
    t.after(() => keeper.close());
    const counted = [];
    await keeper.begin();
    for (const passed of [0, every - 1, 1, every]) {
      t.mock.timers.tick(passed);
      await keeper.ended();
      counted.push(looks);
    }
    assert.deepEqual(counted, [1, 1, 2, 3]);
  }
});

test('a schedule runs at once, and again when its time has passed', async (t) => {
  const { db, clock, look } = await start(t);
  await askCanary(db, DEMO, { ...WISH, every: HOUR }, clock.now);
  assert.equal(await look(), 1);
  clock.now += HOUR - 1;
  assert.equal(await look(), 1);
  clock.now += 1;
  assert.equal(await look(), 2);
  await stopCanary(db, DEMO);
  clock.now += 2 * HOUR;
  assert.equal(await look(), 2);
});

test('an account has one schedule: a new one takes the place of the other', async (t) => {
  const { db, clock } = await start(t);
  await askCanary(db, DEMO, { ...WISH, every: HOUR }, clock.now);
  await askCanary(db, DEMO, { ...WISH, every: 2 * HOUR }, clock.now);
  assert.deepEqual(
    (await listSchedules(db)).map(({ every }) => every),
    [2 * HOUR],
  );
});

test('a part is broken since the first canary of a row that found it so, until one finds it in order', async (t) => {
  const { db, clock, finds, keeper, look } = await start(t);
  await askCanary(db, DEMO, { ...WISH, every: HOUR }, clock.now);
  const found = async (finding: Finding) => {
    finds.push(finding);
    clock.now += HOUR;
    await look();
    assert.deepEqual(keeper.states, await listPartStates(db));
    return keeper.states.map(({ state, since }) => [state, since]);
  };
  const first = clock.now + HOUR;
  assert.deepEqual(await found(BROKEN), [['broken', first]]);
  assert.deepEqual(await found({ ...BROKEN, reason: 'it answered 503' }), [['broken', first]]);
  // What was not reached is not known to be otherwise.
  assert.deepEqual(await found({ part: 'link', state: 'skipped' }), [['broken', first]]);
  assert.deepEqual(await found(WELL), [['ok', first + 3 * HOUR]]);
  assert.deepEqual(await found(BROKEN), [['broken', first + 4 * HOUR]]);
});

test('a canary that was asked for counts for the account when it goes where that of the schedule goes', async (t) => {
  const { db, clock, finds, keeper, look } = await start(t);
  await askCanary(db, DEMO, { ...WISH, every: HOUR }, clock.now);
  finds.push(BROKEN);
  await look();
  finds.push(WELL);
  await askCanary(db, DEMO, { ...WISH, address: 'else@example.com' }, clock.now);
  await look();
  assert.deepEqual(
    keeper.states.map(({ state }) => state),
    ['broken'],
  );
  finds.push(WELL);
  await askCanary(db, DEMO, { ...WISH, address: 'Canary@Example.com' }, clock.now);
  await look();
  assert.deepEqual(
    keeper.states.map(({ state }) => state),
    ['ok'],
  );
});

test('only what a command waits for is written at once: every commit makes the server look up all keys again', async (t) => {
  const { catalog, db, clock, keeperOf } = await start(t);
  const changed = new Map<string, boolean>();
  const keeper = keeperOf(async ({ id }, tell) => {
    const before = catalog.version();
    await tell(BROKEN);
    changed.set(id, catalog.version() !== before);
  });
  const ran = async (id: string) => {
    await keeper.look();
    await keeper.ended();
    return changed.get(id);
  };
  t.after(() => keeper.close());
  const scheduled = await askCanary(db, DEMO, { ...WISH, every: HOUR }, clock.now);
  assert.equal(await ran(scheduled), false);
  const { begunAt, endedAt, findings } = (await findCanary(db, scheduled)) ?? {};
  assert.deepEqual([begunAt, endedAt, findings], [clock.now, clock.now, [BROKEN]]);
  assert.equal(await ran(await askCanary(db, DEMO, WISH, clock.now)), true);
});

test('a canary of which nothing could be written begins again a minute later, not at once', async (t) => {
  const { catalog, db, clock } = await start(t);
  const begun: number[] = [];
  const reported: unknown[] = [];
  const keeper = new CanaryKeeper({
    catalog,
    run: async () => {
      begun.push(clock.now);
      throw new Error('the disk is full');
    },
    report: (error) => reported.push(error),
    now: () => clock.now,
  });
  t.after(() => keeper.close());
  await askCanary(db, DEMO, { ...WISH, every: HOUR }, clock.now);
  const first = clock.now;
  for (const later of [0, 1, 59_999, 60_000, 60_001]) {
    clock.now = first + later;
    await keeper.look();
    await keeper.ended();
  }
  assert.deepEqual(begun, [first, first + 60_000]);
  assert.equal(reported.length, 2);
});

test('a server that was stopped in the middle begins those of schedules again, and forgets the others', async (t) => {
  const { db, clock, ran, keeper, keeperOf, look } = await start(t);
  const scheduled = await askCanary(db, DEMO, { ...WISH, every: HOUR }, clock.now);
  const asked = await askCanary(db, DEMO, WISH, clock.now);
  const stopped = Promise.withResolvers<void>();
  const begun = new Set<string>();
  const earlier = keeperOf(({ id }) => {
    begun.add(id);
    return stopped.promise;
  });
  await earlier.look();
  while (begun.size < 2) await new Promise(setImmediate);
  stopped.reject(new Error('the server stops'));
  await earlier.close();
  await keeper.begin();
  t.after(() => keeper.close());
  await look();
  assert.deepEqual(ran, [scheduled]);
  assert.equal(await findCanary(db, asked), undefined);
});

test('a run that nobody took up is not begun much later, and results are forgotten after a day', async (t) => {
  const { db, clock, keeper, look } = await start(t);
  const late = await askCanary(db, DEMO, WISH, clock.now);
  clock.now += 60_001;
  await keeper.begin();
  t.after(() => keeper.close());
  assert.equal(await look(), 0);
  assert.equal(await findCanary(db, late), undefined);
  const done = await askCanary(db, DEMO, WISH, clock.now);
  await look();
  assert.notEqual((await findCanary(db, done))?.endedAt, undefined);
  clock.now += 24 * HOUR + 1;
  const next = await askCanary(db, DEMO, WISH, clock.now);
  await look();
  assert.equal(await findCanary(db, done), undefined);
  assert.notEqual(await findCanary(db, next), undefined);
});
