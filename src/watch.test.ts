import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { pino } from 'pino';
import { readExposition, sampleOf } from '../test/support/exposition.ts';
import { Watch } from './watch.ts';

test('each read of a damaged block is counted, and each block is logged once', async (t) => {
  const lines: string[] = [];
  const logger = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) });
  const watch = new Watch({ data: tmpdir() }, logger);
  t.after(() => watch.close());
  for (const block of [1, 1, 2]) watch.logs.damaged('DEMO-028', '/data/events.db', block);
  const exposition = readExposition(await watch.meter.expose());
  assert.equal(sampleOf(exposition, 'chappe_log_damaged_blocks_total', { account: 'DEMO-028' }), 3);
  assert.deepEqual(
    lines.map((line) => Object(JSON.parse(line)).block),
    [1, 2],
  );
});

test('a damaged log is counted each time it is met, and logged once', async (t) => {
  const lines: string[] = [];
  const logger = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) });
  const watch = new Watch({ data: tmpdir() }, logger);
  t.after(() => watch.close());
  for (const account of ['DEMO-028', 'DEMO-028', 'OTHER-001'])
    watch.logs.corrupt(account, `/data/${account}/events.db`, 'malformed');
  const exposition = readExposition(await watch.meter.expose());
  assert.equal(sampleOf(exposition, 'chappe_log_corruptions_total', { account: 'DEMO-028' }), 2);
  assert.deepEqual(
    lines.map((line) => Object(JSON.parse(line)).file),
    ['/data/DEMO-028/events.db', '/data/OTHER-001/events.db'],
  );
});

test('a value that cannot be read hides no other', async (t) => {
  const watch = new Watch({ data: '/nowhere at all' }, pino({ level: 'silent' }));
  t.after(() => watch.close());
  const exposition = readExposition(await watch.meter.expose());
  assert.equal(sampleOf(exposition, 'chappe_disk_free_bytes'), undefined);
  assert.ok((sampleOf(exposition, 'process_resident_memory_bytes') ?? 0) > 1e6);
});
