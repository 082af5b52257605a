import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { chooseEncoding, chooseMediaType, compress, type Encoding, zstdTo } from './encoding.ts';

/** Headers to which several codings are equally welcome. */
const TIES = new Set(['gzip, deflate, br, zstd', 'gzip,zstd', 'gzip;q=0.5, zstd;q=0.5', '*']);

test('the coding that the client prefers; of equals gzip for arrays, zstd for lines', () => {
  const cases: [header: string | undefined, chosen: Encoding][] = [
    [undefined, 'identity'],
    ['', 'identity'],
    ['identity', 'identity'],
    ['br', 'identity'],
    ['deflate, br', 'identity'],
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['x-gzip', 'gzip'],
    ['zstd', 'zstd'],
    ['gzip, deflate, br', 'gzip'],
    ['gzip, deflate, br, zstd', 'zstd'],
    ['gzip,zstd', 'zstd'],
    ['gzip;q=1.0, zstd;q=0.5', 'gzip'],
    ['gzip;q=0.5, zstd;q=0.5', 'zstd'],
    ['gzip ; q=0.4 , zstd ; q=0.8', 'zstd'],
    ['gzip;Q=0.4,zstd;q=0.3', 'gzip'],
    ['zstd;q=0, gzip', 'gzip'],
    ['gzip;q=0', 'identity'],
    ['gzip;q=0.000, zstd;q=0', 'identity'],
    ['identity;q=1, gzip;q=0.5', 'identity'],
    ['identity;q=0.5, gzip;q=1', 'gzip'],
    ['identity;q=0.5, gzip;q=0.5', 'gzip'],
    ['*', 'zstd'],
    ['*;q=0', 'identity'],
    ['*;q=0, gzip', 'gzip'],
    ['zstd;q=0, *', 'gzip'],
    ['*;q=0.1, gzip;q=0.2', 'gzip'],
    ['gzip;q=high', 'identity'],
    [',,gzip,,', 'gzip'],
  ];
  for (const [header, chosen] of cases) {
    assert.equal(chooseEncoding(header, 'application/x-ndjson'), chosen, String(header));
    const tied = header !== undefined && TIES.has(header);
    assert.equal(chooseEncoding(header, 'application/json'), tied ? 'gzip' : chosen, String(header));
  }
});

test('lines for who asks for lines, else the array', () => {
  const lines = [
    'application/x-ndjson',
    'Application/X-NDJSON',
    'application/ndjson',
    'application/x-ndjson;charset=utf-8',
    'application/x-ndjson, */*;q=0.1',
    'application/x-ndjson, application/json;q=0.9',
    'application/x-ndjson;q=0.5, text/html',
    'text/html, application/x-ndjson',
    '*/*, application/x-ndjson',
  ];
  const array = [
    undefined,
    '',
    '*/*',
    'application/json',
    'application/*',
    'text/html',
    'application/json, application/x-ndjson',
    'application/json, application/x-ndjson;q=0.9',
    'application/x-ndjson;q=0',
    'application/x-ndjson;q=0.1, application/json;q=0.2',
    'application/x-ndjson;q=0.5, */*',
  ];
  for (const header of lines) assert.equal(chooseMediaType(header), 'application/x-ndjson', header);
  for (const header of array) assert.equal(chooseMediaType(header), 'application/json', String(header));
});

const PLAIN: Record<Encoding, (body: Buffer) => Buffer> = {
  identity: (body) => body,
  gzip: gunzipSync,
  zstd: zstdDecompressSync,
};
const ENCODINGS = ['identity', 'gzip', 'zstd'] as const;

test('a body is the same after its coding', async () => {
  const body = Buffer.from('{"type":"hit"},'.repeat(10_000));
  for (const encoding of ENCODINGS) {
    const whole = Buffer.from(await compress(body, encoding));
    assert.deepEqual(PLAIN[encoding](whole), body, encoding);
    if (encoding !== 'identity') assert.ok(whole.length < body.length / 10, encoding);
  }
});

test('a stream is the same after zstd', async () => {
  const body = Buffer.from('{"type":"hit"},'.repeat(10_000));
  const destination = new PassThrough();
  const entry = zstdTo(destination);
  entry.write(body);
  entry.end(body);
  assert.deepEqual(zstdDecompressSync(await buffer(destination)), Buffer.concat([body, body]));
});

test('a failure of either side ends both', async () => {
  const broken = new PassThrough();
  const entry = zstdTo(broken);
  const read = buffer(broken);
  entry.destroy(new Error('the disk is gone'));
  await assert.rejects(read);

  const gone = new PassThrough();
  const writer = zstdTo(gone);
  const closed = new Promise((resolve) => writer.once('close', resolve));
  gone.destroy();
  await closed;
  assert.ok(writer.destroyed);
});
