import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { inspectBody } from '../../bench/body.ts';

const folder = await mkdtemp(join(tmpdir(), 'chappe-bench-'));
after(() => rm(folder, { recursive: true }));

/** Events of growing size, so that the ends of chunks fall everywhere within them. */
function body(timestamps: readonly number[]): Buffer {
  const events = timestamps.map((timestamp, n) => ({
    type: 'hit',
    timestamp,
    source: { padding: 'x'.repeat(n % 97) },
  }));
  return Buffer.from(JSON.stringify(events));
}

async function saved(name: string, bytes: Uint8Array): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, bytes);
  return file;
}

const growing = Array.from({ length: 5_000 }, (_, n) => 1_767_225_600_000 + Math.floor(n / 3));
const plain = body(growing);

test('every event of a body is counted, wherever the chunks end', async () => {
  const found = await inspectBody(await saved('plain', plain), 'identity');
  assert.deepEqual(found, { events: 5_000, decodedBytes: plain.length, ascending: true, descending: false });
});

test('compressed bodies are looked into as well', async () => {
  const expected = { events: 5_000, decodedBytes: plain.length, ascending: true, descending: false };
  assert.deepEqual(await inspectBody(await saved('gzip', gzipSync(plain)), 'gzip'), expected);
  assert.deepEqual(await inspectBody(await saved('zstd', zstdCompressSync(plain)), 'zstd'), expected);
});

test('one event out of order is noticed', async () => {
  const bytes = body(growing.with(4_000, 1_767_225_600_000));
  const { ascending } = await inspectBody(await saved('disorder', bytes), 'identity');
  assert.equal(ascending, false);
});

test('the order from new to old is noticed', async () => {
  const { ascending, descending } = await inspectBody(
    await saved('back', body(growing.toReversed())),
    'identity',
  );
  assert.deepEqual({ ascending, descending }, { ascending: false, descending: true });
});

test('an empty array holds no event', async () => {
  const { events, ascending } = await inspectBody(await saved('empty', Buffer.from('[]')), 'identity');
  assert.deepEqual({ events, ascending }, { events: 0, ascending: true });
});

test('a compressed body that was cut short is an error', async () => {
  const cut = await saved('cut', gzipSync(plain).subarray(0, 500));
  await assert.rejects(inspectBody(cut, 'gzip'));
});
