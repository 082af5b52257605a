import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, type TestContext, test } from 'node:test';
import {
  CHAPPE_PROGRAM,
  ChappeProcess,
  type Ended,
  listening,
  run,
  startServing,
} from './support/chappe-process.ts';
import { dataFolder, scratchFolder, store } from './support/data-folder.ts';
import { HttpClient, itemsOf } from './support/http-client.ts';
import { RawConnection, requestText } from './support/raw-http.ts';
import { execution, executions } from './support/sample-events.ts';

/** All commands: the names in the table that they are loaded from. */
const COMMANDS = [
  ...readFileSync(new URL('../src/cli/main.ts', import.meta.url), 'utf8').matchAll(/^ {2}\['(\w+)', async/gm),
].map(([, name = '']) => name);

/** A server that does not get to listen: the one line that it says besides its log, and nothing on standard output. */
function assertRefused({ code, stdout, stderr }: Ended, expected: 1 | 2, reason: RegExp): void {
  assert.deepEqual([code, stdout], [expected, ''], stderr);
  assert.match(stderr, /^chappe: [^\n]+\n$/);
  assert.match(stderr, reason);
  assert.doesNotMatch(stderr, /CHAPPE_LOG_LEVEL/);
}

function serve(data: string, ...options: string[]): Promise<Ended> {
  return run(['serve', '--port', '0', '--data', data, ...options]);
}

/** A data folder with an account whose log has events. */
async function folderWithEvents(t: TestContext, events: readonly unknown[]) {
  const made = await dataFolder(t);
  await store(made.data, events);
  return { ...made, log: join(made.data, 'accounts', 'DEMO-028', 'events.db') };
}

/** A folder with far more events than the buffers of a connection hold, for copies. */
const large = await dataFolder({ after });
await store(
  large.data,
  Array.from({ length: 200 }, (_, number) => execution({ number, data: { padding: 'x'.repeat(100_000) } })),
);

// Most of the time goes into starting processes, and into waiting for a server that is patient with its clients.
describe('chappe serve', { concurrency: 3 }, () => {
  describe('told to stop', { concurrency: 3, timeout: 120_000 }, stopping);
  describe('on what it cannot serve', { concurrency: 2 }, refusals);
  describe('with --demo', demo);
});

function refusals() {
  test('refuses a port that is taken, and an address that is not there', async (t) => {
    const { data } = await dataFolder(t);
    const other = createServer().listen(0, '127.0.0.1');
    t.after(() => other.close());
    await once(other, 'listening');
    const address = other.address();
    assert.ok(typeof address === 'object' && address !== null);
    const port = String(address.port);
    const refused = await run(['serve', '--data', data, '--port', port]);
    assertRefused(
      refused,
      1,
      new RegExp(`cannot listen on 127.0.0.1:${port}: the port is taken; choose another`),
    );
    // Documentation addresses (RFC 5737) are nobody's.
    assertRefused(
      await serve(data, '--host', '203.0.113.7'),
      1,
      /no such address; choose another with --host/,
    );
  });

  test('refuses a folder on which another server runs, until that has ended in any way', async (t) => {
    const { data, key } = await dataFolder(t);
    const first = await startServing(t, ['--data', data]);
    assertRefused(
      await serve(data),
      1,
      /a server already runs on .*; stop it, or choose another folder with --data/,
    );
    const client = new HttpClient(first.url, key);
    assert.equal((await client.get('/actions/events')).status, 200);
    client.close();
    assert.equal((await first.kill()).signal, 'SIGKILL');
    const second = await startServing(t, ['--data', data]);
    second.signal('SIGINT');
    assert.equal((await second.ended).code, 0);
    const third = await startServing(t, ['--data', data]);
    third.signal('SIGTERM');
    const { code, stdout } = await third.ended;
    assert.deepEqual([code, stdout], [0, `Chappe is listening on ${third.url}\n`]);
  });

  test('refuses a log or a catalog that is damaged, newer or foreign, names it and says what to do', async (t) => {
    const broken: [(file: string) => void, RegExp][] = [
      [(file) => writeFileSync(file, 'no database '.repeat(1000)), /(damaged|not a database); .*backup/],
      [(file) => truncateSync(file, 3 * 4096 + 100), /is damaged.*; .*backup/],
      [(file) => pragma(file, 'user_version = 99'), /newer/],
      [(file) => pragma(file, 'application_id = 7'), /(another program|does not hold an event log)/],
    ];
    const { data, key, log } = await folderWithEvents(t, executions(50));
    for (const file of [log, join(data, 'catalog.db')]) {
      const content = readFileSync(file);
      for (const [breakFile, reason] of broken) {
        breakFile(file);
        const left = readFileSync(file);
        const refused = await serve(data);
        assertRefused(refused, 1, reason);
        assert.ok(refused.stderr.startsWith(`chappe: ${file} `), refused.stderr);
        assert.ok(readFileSync(file).equals(left), 'the file was changed');
        writeFileSync(file, content);
      }
    }
    const server = await startServing(t, ['--data', data]);
    const client = new HttpClient(server.url, key);
    t.after(() => client.close());
    assert.equal(itemsOf(await client.get('/actions/events')).length, 50);
  });

  test('refuses what is no data folder, and files that cannot be opened', async (t) => {
    const folder = await scratchFolder(t);
    const file = join(folder, 'file');
    writeFileSync(file, '');
    assertRefused(await serve(file), 1, /\/file cannot be used as the data folder .*; name a folder/);
    assertRefused(await serve(join(file, 'data')), 1, /\/file\/data cannot be used as the data folder/);
    assert.equal(readFileSync(file, 'utf8'), '');
    const odd = join(folder, 'odd');
    mkdirSync(odd);
    writeFileSync(join(odd, 'accounts'), '');
    assertRefused(await serve(odd), 1, /\/odd\/accounts.*; see to what lies there/);
    const { data } = await dataFolder(t);
    const log = join(data, 'accounts', 'DEMO-028', 'events.db');
    mkdirSync(log, { recursive: true });
    assertRefused(await serve(data), 1, /\/DEMO-028\/events\.db cannot be opened; check that it is a file/);
  });

  test('refuses wrong usage, and makes no folder then', async (t) => {
    const data = join(await scratchFolder(t), 'data');
    const cases: [string[], Record<string, string>, RegExp][] = [
      [['--port', 'x'], {}, /--port is 'x', but must be a whole number from 0 to 65535/],
      [['--port', '65536'], {}, /--port is '65536', but must be/],
      [['--bogus'], {}, /unknown option '--bogus'; see 'chappe serve --help'/],
      [['more'], {}, /too many arguments for 'serve'.*; see 'chappe serve --help'/],
      [['--data'], {}, /argument missing; see 'chappe serve --help'/],
      [[], { CHAPPE_STALL_TIMEOUT: 'long' }, /CHAPPE_STALL_TIMEOUT is 'long', but must be/],
    ];
    for (const [options, env, reason] of cases) {
      const refused = await run(['serve', ...options], { env: { CHAPPE_DATA: data, ...env } });
      assertRefused(refused, 2, reason);
    }
    assert.equal(existsSync(data), false);
  });

  test('is listed in the help, among all commands', async () => {
    assert.ok(
      ['serve', 'account', 'key', 'events'].every((name) => COMMANDS.includes(name)),
      String(COMMANDS),
    );
    const { code, stdout, stderr } = await run(['--help']);
    assert.deepEqual([code, stderr], [0, '']);
    const commands = [...stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name);
    for (const name of COMMANDS) assert.ok(commands.includes(name), `${name} is not in:\n${stdout}`);
    const help = await run(['serve', '--help']);
    assert.equal(help.code, 0);
    for (const option of ['--data', '--host', '--port', '--demo'])
      assert.ok(help.stdout.includes(`  ${option}`));
  });
}

function pragma(file: string, assignment: string): void {
  const database = new DatabaseSync(file);
  database.exec(`PRAGMA ${assignment}`);
  database.close();
}

function stopping() {
  /** A server, and a reader of all its events who does not go on after the head of the answer. */
  async function stalledReader(t: TestContext) {
    const data = join(await scratchFolder(t), 'data');
    cpSync(large.data, data, { recursive: true });
    const { key } = large;
    const server = await startServing(t, ['--data', data]);
    const reader = new RawConnection(server.url);
    t.after(() => reader.close());
    await reader.write(requestText('GET', '/actions/events?sort=asc', { 'X-Key': key }));
    await reader.until(/\r\n\r\n/);
    reader.socket.pause();
    return { server, reader };
  }

  test('finishes the answers that are under way, and ends with 0', async (t) => {
    const { server, reader } = await stalledReader(t);
    server.signal('SIGTERM');
    await server.untilError(/"stopping"/);
    reader.socket.resume();
    const received = await reader.ended(20);
    assert.equal(numbersIn(received).length, 200);
    assert.ok(received.endsWith(']\r\n0\r\n\r\n'));
    assert.equal((await server.ended).code, 0);
  });

  test('breaks an answer off whose reader does not go on, and ends with 0 all the same', async (t) => {
    const { server, reader } = await stalledReader(t);
    server.signal('SIGTERM');
    assert.equal((await server.ended).code, 0);
    reader.socket.resume();
    const received = await reader.ended();
    assert.ok(numbersIn(received).length < 200);
    assert.ok(!received.endsWith('0\r\n\r\n'));
  });

  for (const again of ['SIGTERM', 'SIGINT'] as const) {
    test(`ends at once when it is told again, by ${again}`, async (t) => {
      const { server } = await stalledReader(t);
      server.signal('SIGTERM');
      await server.untilError(/"stopping"/);
      server.signal(again);
      assert.equal((await server.ended).signal, again);
    });
  }
}

function numbersIn(body: string): string[] {
  return body.match(/"number":\d+/g) ?? [];
}

function demo() {
  const hasCurl = spawnSync('curl', ['--version']).status === 0;

  test('is made once, privately, and its commands work as they are pasted', async (t) => {
    if (!hasCurl) t.diagnostic('NOT RUN: the printed curl lines. Install curl to run them.');
    const data = join(await scratchFolder(t), 'a folder');
    const start = async () => {
      // Whatever the user's mask is, and from another folder than that of whoever pastes.
      const server = new ChappeProcess(
        [
          '-c',
          `umask 0; exec '${CHAPPE_PROGRAM}' "$@"`,
          'sh',
          'serve',
          '--demo',
          '--port',
          '0',
          '--data',
          data,
        ],
        { program: 'sh' },
      );
      t.after(() => server.kill());
      await listening(server);
      await server.until(/The reference of all operations is at \S+\n$/);
      return server;
    };
    const first = await start();
    const keyFile = join(data, 'demo.key');
    const key = readFileSync(keyFile, 'utf8').trim();
    assert.match(key, /^chappe_[\w-]{43}$/);
    assert.ok(first.stdout.includes(`\n  ${key}\n`) && first.stdout.includes(keyFile), first.stdout);
    for (const [path, mode] of [
      [data, 0o700],
      [keyFile, 0o600],
      [join(data, 'catalog.db'), 0o600],
      [join(data, 'accounts'), 0o700],
    ] as const) {
      assert.equal((statSync(path).mode & 0o777).toString(8), mode.toString(8), path);
    }
    if (hasCurl) pasteAll(first.stdout);
    first.signal('SIGTERM');
    assert.equal((await first.ended).code, 0);

    const second = await start();
    assert.ok(!second.stdout.includes(key) && second.stdout.includes(keyFile), second.stdout);
    assert.equal(readFileSync(keyFile, 'utf8').trim(), key);
    if (hasCurl) pasteAll(second.stdout);
    const client = new HttpClient(await listening(second), key);
    t.after(() => client.close());
    assert.ok(itemsOf(await client.get('/actions/events')).length > 10_000);
    // As actions that are created over HTTP.
    const shown = JSON.parse((await client.get('/actions/000001')).body.toString());
    assert.equal(shown.settings.field, 1);
  });
}

/** Runs the printed commands as a shell does, somewhere else. */
function pasteAll(printed: string): void {
  const commands = printed.split('\n').filter((line) => line.startsWith('  curl '));
  assert.equal(commands.length, 5);
  const [bounces = '', unsubscribed = '', count = '', result = '', sent = ''] = commands.map((command) => {
    const { status, stdout } = spawnSync('sh', ['-c', command.replace('  curl', 'curl --silent --fail')], {
      cwd: '/',
      encoding: 'utf8',
    });
    assert.equal(status, 0, command);
    return stdout;
  });
  for (const [body, type] of [
    [bounces, 'bounce'],
    [unsubscribed, 'hit'],
  ]) {
    const events: { type: string }[] = JSON.parse(body ?? '');
    assert.ok(events.length > 0);
    assert.ok(events.every((event) => event.type === type));
  }
  assert.ok(Number(count) > 10_000, count);
  assert.equal(JSON.parse(result).type, 'success', result);
  const [execution]: { type: string }[] = JSON.parse(sent);
  assert.equal(execution?.type, 'execution', sent);
}
