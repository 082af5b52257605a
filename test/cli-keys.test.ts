import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { parseAccount } from '../src/accounts/account.ts';
import { createAccount } from '../src/accounts/accounts.ts';
import { KeyRing } from '../src/accounts/key-ring.ts';
import { createKey, type KeyWish } from '../src/accounts/keys.ts';
import { openCatalog } from '../src/storage/catalog.ts';
import { CHAPPE_PROGRAM } from './support/chappe-process.ts';

const DEMO = parseAccount('DEMO/028');

type Ended = { code: number | null; stdout: string; stderr: string };

/** Runs the command as a person does, with nothing of this process's own settings. */
function chappe(arguments_: string[], env: Record<string, string> = {}, stdout: 'pipe' | number = 'pipe') {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('CHAPPE_'));
  const child = spawn(CHAPPE_PROGRAM, arguments_, {
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', stdout, 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => {
    texts.stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    texts.stderr += chunk;
  });
  return new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...texts }));
  });
}

/** Where a data folder can be made. */
async function noFolder(t: TestContext): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'chappe-cli-'));
  t.after(() => rm(parent, { recursive: true }));
  return join(parent, 'data');
}

/** A data folder with the account DEMO/028 and keys. */
async function folderWith(t: TestContext, ...keys: KeyWish[]): Promise<string> {
  const data = await noFolder(t);
  const { db, close } = await openCatalog(data);
  await createAccount(db, DEMO);
  for (const key of keys) await createKey(db, DEMO, key);
  await close();
  return data;
}

function assertOneLine(stderr: string, pattern: RegExp): void {
  assert.match(stderr, /^chappe: [^\n]+\n$/);
  assert.match(stderr, pattern);
}

/** What a key opens, as a server sees it. */
async function opens(data: string, key: string) {
  const catalog = await openCatalog(data, { mustExist: true });
  const ring = new KeyRing(catalog, assert.ifError);
  const found = await ring.authenticate(key);
  await ring.close();
  await catalog.close();
  if (found === undefined) return 'nothing';
  const { account, name, permissions, rateLimit } = found;
  return { account, name, permissions: [...permissions], rateLimit };
}

test('an account is created once and listed', async (t) => {
  const data = await noFolder(t);
  const created = await chappe(['account', 'create', 'DEMO/028', '--data', data]);
  assert.deepEqual([created.code, created.stdout], [0, '']);
  assert.match(
    created.stderr,
    /^created account DEMO\/028; make a key for it with 'chappe key create DEMO\/028'\n$/,
  );

  const again = await chappe(['account', 'create', 'DEMO/028', '--data', data]);
  assert.equal(again.code, 1);
  assertOneLine(again.stderr, /account DEMO\/028 exists already/);

  const listed = await chappe(['account', 'list', '--data', data]);
  assert.equal(listed.code, 0);
  assert.match(listed.stdout, /^ACCOUNT {3}CREATED\nDEMO\/028 {2}\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n$/);
});

test('a created key is alone on standard output, works, and is stored nowhere in clear', async (t) => {
  const data = await folderWith(t);
  const { code, stdout, stderr } = await chappe(['key', 'create', 'DEMO/028', '--data', data]);
  assert.equal(code, 0);
  assert.match(stdout, /^chappe_[A-Za-z0-9_-]{43}\n$/);
  assert.match(stderr, /^created key default of DEMO\/028 .*it is not shown again/);

  const key = stdout.trim();
  assert.equal(stderr.includes(key), false);
  assert.deepEqual(await opens(data, key), {
    account: { agency: 'DEMO', customer: '028' },
    name: 'default',
    permissions: ['events:read', 'events:write'],
    rateLimit: undefined,
  });
  const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  assert.ok(files.length > 0);
  for (const { parentPath, name } of files) {
    const content = readFileSync(join(parentPath, name), 'latin1');
    assert.equal(content.includes(key.slice('chappe_'.length)), false, name);
  }
});

test('a key takes a name, permissions and a rate limit', async (t) => {
  const data = await folderWith(t);
  const wish = ['--name', 'sync', '--permissions', 'events:read, contacts:read', '--rate-limit', '60'];
  const { stdout } = await chappe(['key', 'create', 'DEMO/028', ...wish, '--data', data]);
  assert.deepEqual(await opens(data, stdout.trim()), {
    account: { agency: 'DEMO', customer: '028' },
    name: 'sync',
    permissions: ['events:read', 'contacts:read'],
    rateLimit: 60,
  });
});

test('keys are listed as a table and as JSON', async (t) => {
  const data = await folderWith(t, {}, { name: 'a-longer-name', permissions: ['events:read'], rateLimit: 0 });
  const table = await chappe(['key', 'list', 'DEMO/028', '--data', data]);
  assert.equal(table.code, 0);
  const instant = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ';
  const lines = [
    'NAME           PERMISSIONS               CREATED               LAST USED  RATE LIMIT',
    `default        events:read,events:write  ${instant}  never      default`,
    `a-longer-name  events:read               ${instant}  never      none`,
  ];
  assert.match(table.stdout, new RegExp(`^${lines.join('\n')}\n$`));

  const json = await chappe(['key', 'list', 'DEMO/028', '--json', '--data', data]);
  const keys: { createdAt: string }[] = JSON.parse(json.stdout);
  assert.deepEqual(
    keys.map(({ createdAt, ...rest }) => rest),
    [
      { name: 'default', permissions: ['events:read', 'events:write'], lastUsedAt: null, rateLimit: null },
      { name: 'a-longer-name', permissions: ['events:read'], lastUsedAt: null, rateLimit: 0 },
    ],
  );
  for (const { createdAt } of keys) assert.equal(new Date(createdAt).toISOString(), createdAt);
});

test('a revoked key opens nothing, is not listed, and cannot be revoked again', async (t) => {
  const data = await folderWith(t);
  const key = (await chappe(['key', 'create', 'DEMO/028', '--data', data])).stdout.trim();
  const revoked = await chappe(['key', 'revoke', 'DEMO/028', 'default', '--data', data]);
  assert.deepEqual([revoked.code, revoked.stdout], [0, '']);
  assert.equal(await opens(data, key), 'nothing');

  const listed = await chappe(['key', 'list', 'DEMO/028', '--data', data]);
  assert.deepEqual([listed.code, listed.stdout], [0, '']);
  assert.match(listed.stderr, /^account DEMO\/028 has no key; make one with/);
  const again = await chappe(['key', 'revoke', 'DEMO/028', 'default', '--data', data]);
  assert.equal(again.code, 1);
  assertOneLine(again.stderr, /has no key named default; 'chappe key list DEMO\/028' shows its keys/);
});

test('a failing command ends with 1 and says what to do', async (t) => {
  const data = await folderWith(t, { name: 'sync' });
  const cases: [string, RegExp][] = [
    ['key create DEMO/029', /no account DEMO\/029; create it with 'chappe account create DEMO\/029'/],
    ['key create DEMO/028 --name sync', /has a key named sync already; choose another name/],
  ];
  for (const [command, pattern] of cases) {
    const { code, stdout, stderr } = await chappe([...command.split(' '), '--data', data]);
    assert.deepEqual([code, stdout], [1, ''], command);
    assertOneLine(stderr, pattern);
  }
});

test('wrong usage ends with 2, does nothing and says what would be right', async (t) => {
  const data = await noFolder(t);
  const cases: [string, RegExp][] = [
    ['bogus', /unknown command 'bogus'; see 'chappe --help'/],
    ['key crate', /unknown command 'crate'.*; see 'chappe key --help'/],
    ['key create', /missing required argument 'account'; see 'chappe key create --help'/],
    ['key create DEMO/028 --nam x', /unknown option '--nam'.*; see 'chappe key create --help'/],
    ['key create DEMO', /'DEMO' is not the name of an account; write AGENCY\/CUSTOMER/],
    [
      'key create DEMO/028 --rate-limit many',
      /'many' is invalid\. Give a whole number, or 0 for no limit; see/,
    ],
  ];
  for (const [command, pattern] of cases) {
    const { code, stdout, stderr } = await chappe(command.split(' '), { CHAPPE_DATA: data });
    assert.deepEqual([code, stdout], [2, ''], command);
    assertOneLine(stderr, pattern);
  }
  assert.equal(existsSync(data), false);
});

test('what a key cannot be is wrong usage', async (t) => {
  const data = await folderWith(t);
  const cases: [string[], RegExp][] = [
    [
      ['--permissions', 'events:read,events:delete'],
      /no permission 'events:delete'; choose from events:read, /,
    ],
    [['--name', 'two words'], /'two words' cannot name a key; use 1 to 64 letters/],
  ];
  for (const [wish, pattern] of cases) {
    const { code, stdout, stderr } = await chappe(['key', 'create', 'DEMO/028', ...wish, '--data', data]);
    assert.deepEqual([code, stdout], [2, ''], wish.join(' '));
    assertOneLine(stderr, pattern);
  }
});

test('help and version are answers, a missing command is not', async () => {
  const { version }: { version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  assert.deepEqual(await chappe(['--version']), { code: 0, stdout: `${version}\n`, stderr: '' });
  const help = await chappe(['key', 'create', '--help']);
  assert.deepEqual([help.code, help.stderr], [0, '']);
  assert.match(help.stdout, /^Usage: chappe key create \[options\] <account>\n/);
  const nothing = await chappe([]);
  assert.deepEqual([nothing.code, nothing.stdout], [2, '']);
  assert.match(nothing.stderr, /^Usage: chappe /);
});

test('a data folder without a catalog is named, not made', async (t) => {
  const data = await noFolder(t);
  const { code, stderr } = await chappe(['key', 'list', 'DEMO/028'], { CHAPPE_DATA: data });
  assert.equal(code, 1);
  assertOneLine(stderr, /catalog\.db does not exist; name the data folder with --data or CHAPPE_DATA/);
  assert.equal(existsSync(data), false);
});

test('a stack trace is shown only when the log level is debug', async (t) => {
  const data = await folderWith(t);
  writeFileSync(join(data, 'catalog.db'), 'no database '.repeat(1000));
  const quiet = await chappe(['account', 'list', '--data', data]);
  assert.equal(quiet.code, 1);
  assertOneLine(quiet.stderr, /catalog\.db is not a database; put a backup in its place/);
  const debug = await chappe(['account', 'list', '--data', data], { CHAPPE_LOG_LEVEL: 'debug' });
  assert.match(debug.stderr, /^chappe: [^\n]+ is not a database.*\nCatalogUnusable: .*\n +at /);
});

test('output that cannot be written is a failure', {
  skip: !existsSync('/dev/full') && 'needs /dev/full',
}, async (t) => {
  const data = await folderWith(t);
  const full = openSync('/dev/full', 'w');
  t.after(() => closeSync(full));
  const { code, stderr } = await chappe(['account', 'list', '--data', data], {}, full);
  assert.equal(code, 1);
  assertOneLine(stderr, /the output cannot be written: ENOSPC/);
});
