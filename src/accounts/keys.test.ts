import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openCatalog } from '../storage/catalog.ts';
import { parseAccount } from './account.ts';
import { createAccount, listAccounts, requireAccount } from './accounts.ts';
import {
  AccountExists,
  KeyNameInvalid,
  KeyNameTaken,
  NoPermissions,
  RateLimitInvalid,
  UnknownAccount,
  UnknownKey,
  UnknownPermission,
} from './errors.ts';
import { createKey, listKeys, revokeKey } from './keys.ts';
import { PERMISSIONS } from './permissions.ts';

const DEMO = parseAccount('DEMO/028');
const OTHER = parseAccount('DEMO/029');

async function catalogWith(t: TestContext, ...accounts: (typeof DEMO)[]) {
  const folder = await mkdtemp(join(tmpdir(), 'chappe-accounts-'));
  const catalog = await openCatalog(folder);
  t.after(async () => {
    await catalog.close();
    await rm(folder, { recursive: true });
  });
  for (const account of accounts) await createAccount(catalog.db, account);
  return catalog.db;
}

test('created accounts are listed by name', async (t) => {
  const before = Date.now();
  const db = await catalogWith(t, OTHER, DEMO);
  const accounts = await listAccounts(db);
  assert.deepEqual(
    accounts.map(({ name }) => name),
    [DEMO, OTHER],
  );
  for (const { createdAt } of accounts) assert.ok(createdAt >= before && createdAt <= Date.now());
});

test('an account cannot be created twice, nor with a name that differs only in case', async (t) => {
  const db = await catalogWith(t, DEMO);
  await assert.rejects(createAccount(db, DEMO), (error) => {
    assert.ok(error instanceof AccountExists);
    assert.match(error.message, /DEMO\/028 exists already; make a key for it/);
    return true;
  });
  await assert.rejects(createAccount(db, parseAccount('demo/028')), (error) => {
    assert.ok(error instanceof AccountExists);
    assert.match(error.message, /demo\/028 cannot be created because DEMO\/028 exists/);
    return true;
  });
  assert.equal((await listAccounts(db)).length, 1);
});

test('an unknown account is told with how to create it, or with the name that was meant', async (t) => {
  const db = await catalogWith(t, DEMO);
  await requireAccount(db, DEMO);
  for (const attempt of [
    requireAccount(db, OTHER),
    createKey(db, OTHER),
    listKeys(db, OTHER),
    revokeKey(db, OTHER, 'x'),
  ]) {
    await assert.rejects(attempt, (error) => {
      assert.ok(error instanceof UnknownAccount);
      assert.match(error.message, /no account DEMO\/029; create it with 'chappe account create DEMO\/029'/);
      return true;
    });
  }
  await assert.rejects(
    requireAccount(db, parseAccount('Demo/028')),
    /no account Demo\/028; did you mean DEMO\/028/,
  );
});

test('a key is 32 random bytes with a prefix, and may read and publish events unless told otherwise', async (t) => {
  const db = await catalogWith(t, DEMO);
  const first = await createKey(db, DEMO);
  const second = await createKey(db, DEMO);
  assert.match(first.key, /^chappe_[A-Za-z0-9_-]{43}$/);
  assert.notEqual(first.key, second.key);
  assert.deepEqual(first.permissions, ['events:read', 'events:write']);
});

test('keys without a name get the first free one', async (t) => {
  const db = await catalogWith(t, DEMO, OTHER);
  const names = [];
  for (let i = 0; i < 3; i++) names.push((await createKey(db, DEMO)).name);
  assert.deepEqual(names, ['default', 'default-2', 'default-3']);
  await revokeKey(db, DEMO, 'default-2');
  assert.equal((await createKey(db, DEMO)).name, 'default-2');
  assert.equal((await createKey(db, OTHER)).name, 'default');
});

test('a name is unique among the keys of the account that are not revoked', async (t) => {
  const db = await catalogWith(t, DEMO, OTHER);
  await createKey(db, DEMO, { name: 'sync' });
  await createKey(db, OTHER, { name: 'sync' });
  await assert.rejects(createKey(db, DEMO, { name: 'sync' }), KeyNameTaken);
  await revokeKey(db, DEMO, 'sync');
  await createKey(db, DEMO, { name: 'sync' });
  assert.equal((await listKeys(db, DEMO)).length, 1);
});

test('listed keys tell what they may do, not what they are; revoked ones are not listed', async (t) => {
  const db = await catalogWith(t, DEMO);
  const { key } = await createKey(db, DEMO, { name: 'a', permissions: ['contacts:read'], rateLimit: 60 });
  await createKey(db, DEMO, { name: 'b', rateLimit: 0 });
  await createKey(db, DEMO, { name: 'c' });
  await createKey(db, DEMO, { name: 'gone' });
  await revokeKey(db, DEMO, 'gone');
  const listed = await listKeys(db, DEMO);
  assert.deepEqual(
    listed.map(({ createdAt, ...rest }) => rest),
    [
      { name: 'a', permissions: ['contacts:read'], rateLimit: 60 },
      { name: 'b', permissions: ['events:read', 'events:write'], rateLimit: 0 },
      { name: 'c', permissions: ['events:read', 'events:write'] },
    ],
  );
  assert.equal(JSON.stringify(listed).includes(key), false);
});

test('revoking a key that is not there says how to see those that are', async (t) => {
  const db = await catalogWith(t, DEMO);
  await createKey(db, DEMO, { name: 'once' });
  await revokeKey(db, DEMO, 'once');
  for (const name of ['once', 'never']) {
    await assert.rejects(revokeKey(db, DEMO, name), (error) => {
      assert.ok(error instanceof UnknownKey);
      assert.match(
        error.message,
        /has no key named (once|never); 'chappe key list DEMO\/028' shows its keys/,
      );
      return true;
    });
  }
});

test('names are short and plain, and an error never repeats a key that was given for a name', async (t) => {
  const db = await catalogWith(t, DEMO);
  for (const name of ['', 'a b', 'a/b', 'a\nb', 'x'.repeat(65)]) {
    await assert.rejects(createKey(db, DEMO, { name }), KeyNameInvalid, name);
  }
  const { key } = await createKey(db, DEMO);
  await assert.rejects(revokeKey(db, DEMO, key), (error) => {
    assert.ok(error instanceof KeyNameInvalid);
    assert.match(error.message, /give its name, not the key itself/);
    assert.equal(error.message.includes(key), false);
    return true;
  });
});

test('every permission of the table can be granted, an unknown one or none is refused with the choice', async (t) => {
  const db = await catalogWith(t, DEMO);
  const all = Object.keys(PERMISSIONS);
  assert.deepEqual((await createKey(db, DEMO, { permissions: [...all, ...all] })).permissions, all);
  for (const name of ['events:delete', 'toString', '']) {
    await assert.rejects(createKey(db, DEMO, { permissions: [name] }), UnknownPermission, name);
  }
  await assert.rejects(createKey(db, DEMO, { permissions: [] }), NoPermissions);
  await assert.rejects(
    createKey(db, DEMO, { permissions: ['x'] }),
    /choose from events:read, events:write, /,
  );
});

test('a rate limit is a whole number, 0 or more', async (t) => {
  const db = await catalogWith(t, DEMO);
  for (const rateLimit of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 10_000_001]) {
    await assert.rejects(createKey(db, DEMO, { rateLimit }), RateLimitInvalid, String(rateLimit));
  }
  await createKey(db, DEMO, { rateLimit: 10_000_000 });
});
