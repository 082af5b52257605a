import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock, type TestContext, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { KyselyPlugin, QueryResult, UnknownRow } from 'kysely';
import { type Catalog, openCatalog } from '../storage/catalog.ts';
import { parseAccount } from './account.ts';
import { createAccount } from './accounts.ts';
import { KeyRing } from './key-ring.ts';
import { makeKey } from './key-text.ts';
import { createKey, listKeys, revokeKey } from './keys.ts';

const DEMO = parseAccount('DEMO/028');

async function opened(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'chappe-ring-'));
  const catalog = await openCatalog(folder);
  t.after(async () => {
    await catalog.close();
    await rm(folder, { recursive: true });
  });
  await createAccount(catalog.db, DEMO);
  return { folder, catalog, ring: ringOf(catalog) };
}

/** A ring that is asked once a millisecond. */
function ringOf(catalog: Catalog, report: (error: unknown) => void = assert.ifError): KeyRing {
  let time = 0;
  return new KeyRing(catalog, report, () => time++);
}

type Result = QueryResult<UnknownRow>;

/** The same catalog, with something done to every answer before it reaches the caller. */
function answering(catalog: Catalog, pass: (result: Result) => Promise<Result>): Catalog {
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: ({ result }) => pass(result),
  };
  return { ...catalog, db: catalog.db.withPlugin(plugin) };
}

test('a key opens its account with its permissions and its rate limit', async (t) => {
  const { catalog, ring } = await opened(t);
  const plain = await createKey(catalog.db, DEMO);
  const limited = await createKey(catalog.db, DEMO, {
    name: 'sync',
    permissions: ['events:read'],
    rateLimit: 60,
  });
  const first = await ring.authenticate(plain.key);
  const second = await ring.authenticate(limited.key);
  assert.ok(first && second);
  assert.deepEqual(first.account, DEMO);
  assert.equal(first.name, 'default');
  assert.deepEqual(first.permissions, new Set(['events:read', 'events:write']));
  assert.equal('rateLimit' in first, false);
  assert.equal(second.name, 'sync');
  assert.deepEqual(second.permissions, new Set(['events:read']));
  assert.equal(second.rateLimit, 60);
  assert.notEqual(first.keyId, second.keyId);
});

test('a text that is no key opens nothing', async (t) => {
  const { catalog, ring } = await opened(t);
  const { key } = await createKey(catalog.db, DEMO);
  const swapped = key.slice(0, -2) + (key.endsWith('AA') ? 'BB' : 'AA');
  for (const text of ['', 'x', key.slice(7), `${key} `, ` ${key}`, `${key}A`, swapped, makeKey()]) {
    assert.equal(await ring.authenticate(text), undefined, text);
  }
  assert.ok(await ring.authenticate(key));
});

test('a known key is read from the catalog once as long as nothing changes there', async (t) => {
  const { catalog } = await opened(t);
  const { key } = await createKey(catalog.db, DEMO);
  let answers = 0;
  const watched = answering(catalog, async (result) => {
    answers++;
    return result;
  });
  const ring = ringOf(watched);
  for (let i = 0; i < 5; i++) assert.ok(await ring.authenticate(key));
  assert.equal(answers, 1);
});

test('a key that is revoked through the same catalog is refused at once', async (t) => {
  const { catalog, ring } = await opened(t);
  const { key } = await createKey(catalog.db, DEMO);
  assert.ok(await ring.authenticate(key));
  await revokeKey(catalog.db, DEMO, 'default');
  assert.equal(await ring.authenticate(key), undefined);
});

test('many requests of one millisecond ask once whether the catalog has changed', async (t) => {
  const { catalog } = await opened(t);
  const { key } = await createKey(catalog.db, DEMO);
  let [time, asked] = [0, 0];
  const version = () => {
    asked++;
    return catalog.version();
  };
  const ring = new KeyRing({ ...catalog, version }, assert.ifError, () => time);
  for (; time < 3; time += 0.25) assert.ok(await ring.authenticate(key));
  assert.equal(asked, 3);
});

test('a key that another process makes or revokes counts at once', async (t) => {
  const { folder, ring } = await opened(t);
  const run = async (call: string) => {
    const script = `
      const { openCatalog } = await import(${JSON.stringify(new URL('../storage/catalog.ts', import.meta.url).href)});
      const { createKey, revokeKey } = await import(${JSON.stringify(new URL('./keys.ts', import.meta.url).href)});
      const { db, close } = await openCatalog(process.argv[1]);
      const done = await ${call};
      await close();
      process.stdout.write(done?.key ?? '');
    `;
    const arguments_ = ['--input-type=module', '-e', script, folder];
    return (await promisify(execFile)(process.execPath, arguments_)).stdout;
  };
  const account = JSON.stringify(DEMO);
  const key = await run(`createKey(db, ${account})`);
  assert.ok(await ring.authenticate(key));
  await run(`revokeKey(db, ${account}, 'default')`);
  assert.equal(await ring.authenticate(key), undefined);
});

test('a key that is revoked while it is being read is not remembered', async (t) => {
  const { folder, catalog } = await opened(t);
  const { key } = await createKey(catalog.db, DEMO);
  const other = await openCatalog(folder);
  t.after(() => other.close());
  const read = Promise.withResolvers<void>();
  const revoked = Promise.withResolvers<void>();
  const slow = answering(catalog, async (result) => {
    read.resolve();
    await revoked.promise;
    return result;
  });
  const ring = ringOf(slow);
  const reading = ring.authenticate(key);
  await read.promise;
  await revokeKey(other.db, DEMO, 'default');
  // Another request has the ring notice the change before the slow answer arrives.
  const meanwhile = ring.authenticate(makeKey());
  revoked.resolve();
  await Promise.all([reading, meanwhile]);
  assert.equal(await ring.authenticate(key), undefined);
});

test('the time of last use is written after ten seconds, not with the request', async (t) => {
  const start = Date.UTC(2026, 0, 1);
  mock.timers.enable({ apis: ['Date', 'setTimeout'], now: start });
  t.after(() => mock.timers.reset());
  const { catalog, ring } = await opened(t);
  const { key } = await createKey(catalog.db, DEMO);
  const lastUse = async () => (await listKeys(catalog.db, DEMO))[0]?.lastUsedAt;

  const before = catalog.version();
  await ring.authenticate(key);
  mock.timers.tick(9000);
  await ring.authenticate(key);
  assert.equal(catalog.version(), before);
  assert.equal(await lastUse(), undefined);

  mock.timers.tick(1000);
  await setImmediate();
  assert.equal(await lastUse(), start + 9000);
});

test('closing writes the times of last use that are still in memory', async (t) => {
  const { catalog, ring } = await opened(t);
  const { key } = await createKey(catalog.db, DEMO);
  const before = Date.now();
  await ring.authenticate(key);
  await ring.close();
  const lastUse = (await listKeys(catalog.db, DEMO))[0]?.lastUsedAt;
  assert.ok(lastUse !== undefined && lastUse >= before && lastUse <= Date.now());
});

test('an earlier use never replaces a later one of another process', async (t) => {
  const { folder, catalog, ring } = await opened(t);
  const { key } = await createKey(catalog.db, DEMO);
  const other = await openCatalog(folder);
  t.after(() => other.close());
  await ring.authenticate(key);
  const later = Date.now() + 60_000;
  await other.db.updateTable('keys').set({ last_used_at: later }).execute();
  await ring.close();
  assert.equal((await listKeys(catalog.db, DEMO))[0]?.lastUsedAt, later);
});

test('when the times of last use cannot be written, that is reported and they are written the next time', async (t) => {
  const { catalog } = await opened(t);
  const { key } = await createKey(catalog.db, DEMO);
  const reports: unknown[] = [];
  let full = true;
  const unsure = answering(catalog, async (result) => {
    if (full && result.numAffectedRows !== undefined) throw new Error('the disk is full');
    return result;
  });
  const ring = ringOf(unsure, (error) => reports.push(error));
  assert.ok(await ring.authenticate(key));
  await ring.close();
  assert.match(String(reports), /the disk is full/);
  assert.equal((await listKeys(catalog.db, DEMO))[0]?.lastUsedAt, undefined);
  full = false;
  await ring.close();
  assert.ok((await listKeys(catalog.db, DEMO))[0]?.lastUsedAt);
  assert.equal(reports.length, 1);
});
