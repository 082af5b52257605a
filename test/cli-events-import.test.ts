import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { SqliteEventLogs } from '../src/events/sqlite/sqlite-event-logs.ts';
import { assertFailed, CHAPPE_PROGRAM, ChappeProcess, type Ended, run } from './support/chappe-process.ts';
import { uuid } from './support/corpus.ts';
import { dataFolder } from './support/data-folder.ts';
import { execution, executions, lines } from './support/sample-events.ts';

type Input = { input?: string | Uint8Array; env?: Record<string, string> };

function importInto(data: string, arguments_: readonly string[] = [], input: Input = {}): Promise<Ended> {
  return run(['events', 'import', 'DEMO/028', ...arguments_, '--data', data], input);
}

/** The ids of all stored actions' events, in the order in which they were stored. */
async function storedIds(data: string): Promise<string[]> {
  const logs = new SqliteEventLogs(join(data, 'accounts'));
  const log = logs.of('DEMO-028');
  const query = { scope: { of: 'family', family: 'actions' }, robots: 'shown', after: 0 } as const;
  const framing = { open: '[', between: ',', close: ']', closeEmpty: true };
  const chunks: Uint8Array[] = [];
  for await (const chunk of log.read({ ...query, upTo: log.head() }, framing)) chunks.push(chunk);
  await logs.close();
  const events: { id: string }[] = JSON.parse(Buffer.concat(chunks).toString());
  return events.map(({ id }) => id);
}

function ids(count: number): string[] {
  return Array.from({ length: count }, (_, number) => uuid(number));
}

// Two at a time: most of the time goes into starting processes.
describe('chappe events import', { concurrency: 2 }, () => {
  const events = executions(3);
  const array = JSON.stringify(events);
  const pretty = JSON.stringify(events, null, 2);
  const ndjson = lines(events);
  const forms: [string, string | Buffer][] = [
    ['an array', array],
    ['a pretty-printed array', `\n${pretty}\n`],
    ['an array after a byte order mark', `\uFEFF${array}`],
    ['one event a line', ndjson],
    ['lines with Windows ends and blank ones between', `\r\n${ndjson.replaceAll('\n', '\r\n \r\n\r\n')}`],
    ['lines after a byte order mark, the last without an end', `\uFEFF${ndjson.trimEnd()}`],
    ['a gzip of an array', gzipSync(pretty)],
    [
      'a gzip of lines, in two members',
      Buffer.concat([gzipSync(ndjson.slice(0, 99)), gzipSync(ndjson.slice(99))]),
    ],
    ['a zstd of lines', zstdCompressSync(ndjson)],
    ['a zstd of an array', zstdCompressSync(array)],
  ];
  for (const [name, content] of forms) {
    test(`takes ${name}`, async (t) => {
      const { data } = await dataFolder(t);
      const file = join(data, 'events');
      writeFileSync(file, content);
      assert.deepEqual(await importInto(data, [file]), {
        code: 0,
        signal: null,
        stdout: '',
        stderr: '3 events stored, 0 were there already; position 3\n',
      });
      assert.deepEqual(await storedIds(data), ids(3));
    });
  }

  test('takes standard input, named or not, in whatever pieces it comes', async (t) => {
    const { data } = await dataFolder(t);
    assert.equal((await importInto(data, [], { input: array })).code, 0);
    assert.match((await importInto(data, ['-'], { input: gzipSync(ndjson) })).stderr, /^0 .* 3 were there/);
    for (const content of [
      gzipSync(lines(executions(2, 3))),
      Buffer.from(`\uFEFF\n ${JSON.stringify(executions(2, 5))}`),
    ]) {
      const slow = new ChappeProcess(['events', 'import', 'DEMO/028', '--data', data]);
      t.after(() => slow.kill());
      for (const byte of content.subarray(0, 8)) {
        await new Promise((resolve) => slow.stdin.write(Buffer.of(byte), resolve));
      }
      slow.stdin.end(content.subarray(8));
      assert.match((await slow.ended).stderr, /^2 events stored/);
    }
    assert.deepEqual(await storedIds(data), ids(7));
  });

  test('takes nothing for what it is', async (t) => {
    const { data } = await dataFolder(t);
    for (const input of ['\n \n', ' [ ]\n']) {
      const { code, stderr } = await importInto(data, [], { input });
      assert.deepEqual([code, stderr], [0, '0 events stored, 0 were there already; position 0\n'], input);
    }
  });

  test('stores no event twice, and says so', async (t) => {
    const { data } = await dataFolder(t);
    await importInto(data, [], { input: lines(executions(700)) });
    const again = await importInto(data, [], { input: JSON.stringify(executions(1000)) });
    assert.deepEqual(
      [again.code, again.stderr],
      [0, '300 events stored, 700 were there already; position 1000\n'],
    );
    assert.deepEqual(await storedIds(data), ids(1000));
  });

  const [one, two] = lines(executions(2)).split('\n');
  const three = executions(3).map((event) => JSON.stringify(event));
  const foreign = JSON.stringify({
    ...execution({ number: 2 }),
    identity: { type: 'customer', agency: 'X', customer: '1' },
  });
  const broken: [string, string | Buffer, number, RegExp][] = [
    ['a line that is no JSON', `${one}\n${two}\n{"type":\n${three[2]}\n`, 2, /: event 2 is no JSON: /],
    ['an event that is not valid', `${one}\n\n${two}\n{"type":"hit"}\n`, 2, /: event 2 at \/source /],
    [
      'an event of another account',
      `${one}\n${two}\n${foreign}\n`,
      2,
      /: event 2 at \/identity must be the account/,
    ],
    ['a line that is not UTF-8', Buffer.from(`${one}\n"é"\n`, 'latin1'), 1, /: event 1 is not UTF-8;/],
    ['an element that is no JSON', `[${one},${two},{"type"}]`, 2, /: event 2 is no JSON: /],
    ['an array with a comma too many', `[${one},${two},]`, 2, /an element is missing after the last comma;/],
    ['an array with something after it', `[${one},${two}]{}`, 2, /something follows the end of the array;/],
    ['an array that ends in the middle', `[${one},${two},{"id":`, 2, /it ends before the array does;/],
    [
      'a gzip that is cut off',
      gzipSync(lines(executions(5000))).subarray(0, -500),
      -1,
      /unexpected end of file;/,
    ],
    [
      'a zstd that is cut off',
      zstdCompressSync(lines(executions(5000))).subarray(0, -500),
      -1,
      /unexpected end of file;/,
    ],
    [
      'a line that is too long',
      `${one}\n${two}\n${' '.repeat(5000)}\n`,
      2,
      /event 2 is longer than 4096 bytes, .* twice what one event may have;/,
    ],
  ];
  for (const [name, input, stored, reason] of broken) {
    test(`stops at ${name}, and says how far it got`, async (t) => {
      const { data } = await dataFolder(t);
      const failed = await importInto(data, [], { input, env: { CHAPPE_MAX_EVENT_BYTES: '2048' } });
      assertFailed(failed, 1, reason);
      const found = await storedIds(data);
      if (stored >= 0) assert.equal(found.length, stored);
      assert.deepEqual(found, ids(found.length));
      const told = `; ${found.length} events before it were stored and 0 were there already; correct the file`;
      assert.ok(failed.stderr.includes(told), failed.stderr);
    });
  }

  test('stops although its standard input stays open', async (t) => {
    const { data } = await dataFolder(t);
    for (const input of [Buffer.from('[{}]'), gzipSync('{}\n')]) {
      const stopped = new ChappeProcess(['events', 'import', 'DEMO/028', '--data', data]);
      t.after(() => stopped.kill());
      stopped.stdin.write(input);
      assertFailed(await stopped.ended, 1, /event 0 at \/type .*; 0 events before it were stored/);
    }
  });

  test('goes on after events that are not valid when it may write them to a file', async (t) => {
    const { data } = await dataFolder(t);
    const rejects = join(data, 'rejects');
    const input = `${one}\nnonsense "é"\n\n${two}\n{"type":"hit"}\n${three[2]}\n`;
    const { code, stdout, stderr } = await importInto(data, ['--rejects', rejects], { input });
    assert.deepEqual(
      [code, stdout, stderr],
      [0, '', '3 events stored, 0 were there already, 2 rejected; position 3\n'],
    );
    assert.deepEqual(await storedIds(data), ids(3));
    const written = readFileSync(rejects, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      written.map(({ index, text }) => ({ index, text })),
      [
        { index: 1, text: 'nonsense "é"' },
        { index: 3, text: '{"type":"hit"}' },
      ],
    );
    assert.match(written[0].errors[0].message, /^is no JSON: /);
    assert.equal(written[1].errors[0].pointer, '/source');
  });

  test('does not write what it refuses over what it imports, by whatever name', async (t) => {
    const { data } = await dataFolder(t);
    const file = join(data, 'events');
    const link = join(data, 'link');
    writeFileSync(file, `${one}\nnonsense\n`);
    symlinkSync(file, link);
    for (const rejects of [file, link]) {
      const refused = await importInto(data, [file, '--rejects', rejects]);
      assertFailed(refused, 1, /is the file that is imported, and would be overwritten; name another/);
    }
    const given = openSync(file, 'r');
    const { status, stderr } = spawnSync(
      CHAPPE_PROGRAM,
      ['events', 'import', 'DEMO/028', '--rejects', file, '--data', data],
      { stdio: [given, 'pipe', 'pipe'] },
    );
    closeSync(given);
    assert.equal(status, 1, String(stderr));
    assert.equal(readFileSync(file, 'utf8'), `${one}\nnonsense\n`);
    assert.deepEqual(await storedIds(data), []);
  });

  test('says which file it cannot read or write', async (t) => {
    const { data } = await dataFolder(t);
    const missing = join(data, 'missing');
    assertFailed(await importInto(data, [missing]), 1, /\/missing cannot be read: there is no such file/);
    assertFailed(await importInto(data, [data]), 1, /\/data cannot be read: it is a folder/);
    const rejects = join(missing, 'rejects');
    const refused = await importInto(data, ['--rejects', rejects], { input: array });
    assertFailed(refused, 1, /\/missing\/rejects cannot be written: there is no such file or folder/);
    assert.deepEqual(await storedIds(data), []);
  });

  test('refuses an account that does not exist, is none, or has no data folder', async (t) => {
    const { data } = await dataFolder(t);
    const into = (account: string, folder = data) => run(['events', 'import', account, '--data', folder]);
    assertFailed(await into('DEMO/029'), 1, /no account DEMO\/029; create it with 'chappe account create/);
    assertFailed(await into('DEMO'), 2, /'DEMO' is not the name of an account/);
    assertFailed(await into('DEMO/028', `${data}2`), 1, /catalog\.db does not exist; name the data folder/);
    assertFailed(await run(['events', 'import', '--data', data]), 2, /missing required argument 'account'/);
    assert.equal(existsSync(`${data}2`), false);
    assert.deepEqual(existsSync(join(data, 'accounts')), false);
  });
});
