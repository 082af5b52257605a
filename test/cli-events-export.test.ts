import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { assertFailed, CHAPPE_PROGRAM, ChappeProcess, run, startServing } from './support/chappe-process.ts';
import { CORPUS } from './support/corpus.ts';
import { dataFolder, scratchFolder, store } from './support/data-folder.ts';
import { HttpClient, itemsOf } from './support/http-client.ts';
import { contactQueries, get, promisedBy, robotOf } from './support/promised-feeds.ts';
import { execution, executions, lines, NOON } from './support/sample-events.ts';

const { data } = await dataFolder({ after });
const imported = await importInto(data, CORPUS);
assert.equal(
  imported.stderr,
  `${CORPUS.length} events stored, 0 were there already; position ${CORPUS.length}\n`,
);

function importInto(folder: string, events: readonly unknown[]) {
  return run(['events', 'import', 'DEMO/028', '--data', folder], { input: lines(events) });
}

function exportFeed(path: string, ...options: string[]) {
  return run(['events', 'export', 'DEMO/028', path, '--data', data, ...options]);
}

/** The events of an export that went well, and says how many they are. */
async function exported(path: string, ...options: string[]): Promise<unknown[]> {
  const { code, stdout, stderr } = await exportFeed(path, ...options);
  assert.equal(code, 0, stderr);
  const events: unknown[] = JSON.parse(stdout);
  assert.equal(stderr, `${events.length} events written; the log is at position ${CORPUS.length}\n`);
  return events;
}

/** What a feed has to hold, in the order of the log. */
function held(path: string, robots: 'hidden' | 'shown' = 'hidden'): unknown[] {
  const { holds } = promisedBy(path);
  return CORPUS.filter((event) => holds(event) && (robots === 'shown' || robotOf(event) === undefined));
}

function timestampOf(event: unknown): number {
  return Number(get(event, 'timestamp'));
}

function sorted(events: readonly unknown[], direction = 1): unknown[] {
  const ascending = events.toSorted((a, b) => timestampOf(a) - timestampOf(b));
  return direction === 1 ? ascending : ascending.toReversed();
}

describe('chappe events export', { concurrency: 2 }, () => {
  test('writes what was imported, deep-equal, as an array with one event a line', async () => {
    for (const path of ['/actions/events', '/notifications/events', '/display/events']) {
      const { stdout } = await exportFeed(path, '--classification', 'all', '--sort', 'asc');
      const events: unknown[] = JSON.parse(stdout);
      assert.deepEqual(events, sorted(held(path, 'shown')));
      assert.ok(events.length > 50);
      const [first, ...rest] = stdout.split('\n');
      assert.deepEqual([first, ...rest.slice(-2)], ['[', ']', '']);
      assert.equal(rest.length - 2, events.length);
    }
  });

  test('writes one event a line and nothing else when that is wished', async () => {
    const options = ['--classification', 'all', '--sort', 'asc', '--format', 'ndjson'];
    const { stdout, stderr } = await exportFeed('/actions/events', ...options);
    const events = sorted(held('/actions/events', 'shown'));
    assert.equal(
      stdout,
      lines(
        stdout
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line)),
      ),
    );
    assert.deepEqual(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
      events,
    );
    assert.equal(stderr, `${events.length} events written; the log is at position ${CORPUS.length}\n`);
  });

  test('writes an empty array, or no line, when nothing matches', async () => {
    const empty = await exportFeed('/actions/events', '--start', '2100-01-01');
    assert.deepEqual(JSON.parse(empty.stdout), []);
    const noLine = await exportFeed('/actions/events', '--start', '2100-01-01', '--format', 'ndjson');
    assert.equal(noLine.stdout, '');
    for (const { code, stderr } of [empty, noLine]) {
      assert.deepEqual([code, stderr], [0, `0 events written; the log is at position ${CORPUS.length}\n`]);
    }
  });

  test('writes the feed of an action, a leaf, a contact, and spells paths as the server does', async () => {
    const paths = [
      '/actions/000PE4/events/bounces',
      'notifications/156/events//hits/',
      '/actions/events/hits/open',
    ];
    for (const path of paths) {
      const expected = held(`/${path.split('/').filter(Boolean).join('/')}`);
      assert.ok(expected.length > 0, path);
      assert.deepEqual(sorted(await exported(path, '--sort', 'asc')), sorted(expected));
    }
  });

  test('writes the feed of a contact by any of its names', async () => {
    const queries = contactQueries(CORPUS).toSorted();
    for (const name of ['hash', 'unicity']) {
      const [query] = queries.filter((query) => query.startsWith(`${name}=`));
      const path = `/targets/events?${query}`;
      assert.ok(held(path).length > 0, path);
      assert.deepEqual(await exported(path, '--sort', 'asc'), sorted(held(path)));
    }
  });

  test('reads a path as the server does: ids percent-encoded, words in any case', async (t) => {
    const { data: folder } = await dataFolder(t);
    const odd = execution({ number: 1, action: 'a/b %é' });
    await store(folder, [odd, execution({ number: 2 })]);
    const from = (path: string) => run(['events', 'export', 'DEMO/028', path, '--data', folder]);
    for (const id of ['a%2Fb%20%25%C3%A9', 'a%2Fb %25é']) {
      const { code, stdout, stderr } = await from(`/ACTIONS/${id}/events/Executions`);
      assert.equal(code, 0, stderr);
      assert.deepEqual(JSON.parse(stdout), [odd]);
    }
    assertFailed(await from('/actions/A%2Fb%20%25%C3%A9/events'), 1, /has no events of what .* names/);
    assertFailed(
      await from('/actions/a%/events'),
      2,
      /'a%' in the path is not percent-encoded UTF-8; write % as %25/,
    );
  });

  test('takes the parameters of the feed', async () => {
    const all = sorted(held('/actions/events'));
    const times = all.map(timestampOf);
    const middle = times[Math.floor(times.length / 2)] ?? 0;
    const instant = new Date(middle).toISOString();
    const from = await exported('/actions/events', '--start', instant, '--sort', 'desc');
    assert.deepEqual(from.map(timestampOf), times.filter((time) => time >= middle).toReversed());
    const until = await exported('/actions/events', '--end', String(middle), '--sort', 'asc');
    assert.deepEqual(
      until,
      all.filter((event) => timestampOf(event) < middle),
    );
    const late = await exported('/actions/events?sort=asc', '--after', '200', '--classification', 'all');
    assert.deepEqual(
      late,
      sorted(CORPUS.slice(200).filter((event) => promisedBy('/actions/events').holds(event))),
    );
    const robots = await exported('/actions/events/hits', '--classification', 'gsr,mpp', '--sort', 'asc');
    const gsr = ({ holds } = promisedBy('/actions/events/hits')) =>
      CORPUS.filter((event) => holds(event) && ['gsr', 'mpp'].includes(String(robotOf(event))));
    assert.deepEqual(robots, sorted(gsr()));
    assert.ok(robots.length > 0 && from.length > 0 && until.length > 0 && late.length > 0);
  });

  test('writes a file, compressed as its name says', async (t) => {
    const folder = await scratchFolder(t);
    const options = ['--sort', 'asc', '--format', 'ndjson', '--out'];
    const { stdout } = await exportFeed('/actions/events', ...options.slice(0, -1));
    for (const [name, plain] of [
      ['events', (content: Buffer) => content],
      ['events.gz', gunzipSync],
      ['events.zst', zstdDecompressSync],
    ] as const) {
      const out = join(folder, name);
      const { code, stdout: nothing, stderr } = await exportFeed('/actions/events', ...options, out);
      assert.deepEqual([code, nothing], [0, ''], stderr);
      assert.match(stderr, /^\d+ events written; the log is at position \d+\n$/);
      assert.equal(plain(readFileSync(out)).toString(), stdout);
    }
    assert.deepEqual(readdirSync(folder).toSorted(), ['events', 'events.gz', 'events.zst']);
  });

  test('leaves the file as it was, and nothing beside it, when it fails in the middle', async (t) => {
    const { data: damaged } = await dataFolder(t);
    await store(damaged, executions(3000));
    const file = join(damaged, 'accounts', 'DEMO-028', 'events.db');
    const log = openSync(file, 'r+');
    writeSync(log, Buffer.alloc(100_000, 'damage'), 0, 100_000, Math.floor(statSync(file).size / 3));
    closeSync(log);
    const folder = await scratchFolder(t);
    writeFileSync(join(folder, 'old'), 'as it was');
    for (const name of ['old', 'new.gz']) {
      const path = ['/actions/events', '--sort', 'asc', '--out', join(folder, name)];
      const failed = await run(['events', 'export', 'DEMO/028', ...path, '--data', damaged]);
      assert.equal(failed.code, 1, failed.stderr);
      assert.match(failed.stderr, /^chappe: [^\n]*malformed[^\n]*\n$/);
    }
    assert.deepEqual(readdirSync(folder), ['old']);
    assert.equal(readFileSync(join(folder, 'old'), 'utf8'), 'as it was');
  });

  test('replaces a file that was there before', async (t) => {
    const out = join(await scratchFolder(t), 'events');
    writeFileSync(out, 'x'.repeat(1_000_000));
    assert.equal((await exportFeed('/display/events', '--out', out)).code, 0);
    assert.equal(JSON.parse(readFileSync(out, 'utf8')).length, held('/display/events').length);
  });

  test('says which file it cannot write, and puts it in no folder’s place', async (t) => {
    const folder = await scratchFolder(t);
    const refused = await exportFeed('/actions/events', '--out', join(folder, 'missing', 'events'));
    assertFailed(refused, 1, /missing\/events cannot be written: there is no such file or folder/);
    mkdirSync(join(folder, 'taken'));
    const taken = await exportFeed('/actions/events', '--out', join(folder, 'taken'));
    assertFailed(
      taken,
      1,
      /taken cannot be written: it is no ordinary file; without --out, standard output is/,
    );
    assert.deepEqual(readdirSync(folder), ['taken']);
  });

  test('ends with 2 when the feed or a parameter is none, with 1 when nobody knows the id', async () => {
    const cases: [string[], 1 | 2, RegExp][] = [
      [['/actions/event'], 2, /no feed has the path \/actions\/event; docs\/feeds\.md lists them/],
      [['/actions/NOSUCH/events'], 1, /no events of what \/actions\/NOSUCH\/events names; check the id/],
      [['/targets/events?hash=123'], 1, /no events of what .*hash=123 names/],
      [['/targets/events'], 2, /'id'/],
      [['/actions/events', '--start', 'noon'], 2, /'start'/],
      [['/actions/events?sort=asc', '--sort', 'asc'], 2, /'sort'/],
      [['/actions/events', '--format', 'xml'], 2, /'xml' is invalid\. Allowed choices are json, ndjson/],
      [[], 2, /missing required argument 'path'/],
    ];
    for (const [arguments_, code, reason] of cases) {
      assertFailed(await run(['events', 'export', 'DEMO/028', ...arguments_, '--data', data]), code, reason);
    }
    const unknown = await run(['events', 'export', 'DEMO/029', '/actions/events', '--data', data]);
    assertFailed(unknown, 1, /no account DEMO\/029/);
    assert.equal(existsSync(join(data, 'accounts', 'DEMO-029')), false);
  });

  test('ends quietly when its reader has enough', async (t) => {
    const { data: large } = await dataFolder(t);
    await store(large, executions(2000));
    const command = `'${CHAPPE_PROGRAM}' events export DEMO/028 /actions/events --format ndjson --data '${large}'`;
    const shell = new ChappeProcess(['-c', `${command} | head -1`], { program: 'sh' });
    t.after(() => shell.kill());
    const { code, stdout, stderr } = await shell.ended;
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal(JSON.parse(stdout).type, 'execution');
  });

  test('and import work while a server runs, which shows at once what was imported', async (t) => {
    const { data: served, key } = await dataFolder(t);
    const server = await startServing(t, ['--data', served]);
    const client = new HttpClient(server.url, key);
    t.after(() => client.close());
    const published = executions(3);
    assert.equal((await client.publish(JSON.stringify(published))).status, 200);
    const options = ['/actions/events', '--sort', 'asc', '--data', served];
    const { stdout } = await run(['events', 'export', 'DEMO/028', ...options]);
    assert.deepEqual(JSON.parse(stdout), published);
    const { stderr } = await importInto(served, executions(6));
    assert.equal(stderr, '3 events stored, 3 were there already; position 6\n');
    assert.deepEqual(itemsOf(await client.get(`/actions/events?sort=asc&start=${NOON}`)), executions(6));
  });
});

test('an export that is interrupted leaves no file, whole or not', async (t) => {
  const { data: large } = await dataFolder(t);
  await store(large, executions(3000));
  const out = join(await scratchFolder(t), 'all.json');
  // A pipe that nobody empties: the export waits in the middle.
  const part = `${out}.part`;
  assert.equal(spawnSync('mkfifo', [part]).status, 0);
  const exporting = new ChappeProcess([
    ...['events', 'export', 'DEMO/028', '/actions/events', '--out', out, '--data', large],
  ]);
  t.after(() => exporting.kill());
  await using reader = await open(part, 'r');
  await reader.read(Buffer.alloc(1), 0, 1);
  exporting.signal('SIGINT');
  assert.equal((await exporting.ended).signal, 'SIGINT');
  assert.deepEqual([existsSync(part), existsSync(out)], [false, false]);
});
