import { createHash } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { generateEvents, type StreamOptions } from '../src/demo/stream.ts';
import { sharing } from './shared-mailboxes.ts';

const DAY = 86_400_000;

/** What every measurement is made of. Two runs with the same settings measure the same bytes. */
export const STREAM = {
  seed: 'bench',
  account: 'BENCH/001',
  actions: 200,
  contacts: 50_000,
  startMs: Date.UTC(2026, 0, 1),
  spanMs: 7 * DAY,
  robotShare: 0.15,
} as const satisfies Omit<StreamOptions, 'count'>;

/** A file of events, one a line. */
export type DataFile = { path: string; events: number; bytes: number };

const BATCH_CHARACTERS = 256 * 1024;
const FINGERPRINT_LINES = 200;

/**
 * The file with this many events; generated when the folder has none that the same generator made. Two seeds have
 * no event in common, and those of another seed than the usual happen after its: they are what comes next.
 */
export async function dataFile(
  folder: string,
  events: number,
  seed: string = STREAM.seed,
): Promise<DataFile> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `events-${events}-${fingerprint(events, seed)}.ndjson`);
  if (!existsSync(path)) {
    // Renamed when complete: an interrupted run leaves no file that looks whole.
    const unfinished = `${path}.part`;
    await pipeline(Readable.from(batches(events, seed)), createWriteStream(unfinished));
    await rename(unfinished, path);
  }
  return { path, events, bytes: (await stat(path)).size };
}

function* lines(count: number, seed: string): Generator<string> {
  const share = sharing(seed);
  const startMs = seed === STREAM.seed ? STREAM.startMs : STREAM.startMs + STREAM.spanMs;
  for (const line of generateEvents({ ...STREAM, startMs, count, seed })) yield share(line);
}

function* batches(count: number, seed: string): Generator<Buffer> {
  let batch = '';
  for (const line of lines(count, seed)) {
    batch += `${line}\n`;
    if (batch.length < BATCH_CHARACTERS) continue;
    yield Buffer.from(batch);
    batch = '';
  }
  if (batch !== '') yield Buffer.from(batch);
}

/** Changes whenever the generator does, so that no file of an older one is measured. */
function fingerprint(count: number, seed: string): string {
  const hash = createHash('sha256');
  for (const line of lines(count, seed).take(FINGERPRINT_LINES)) hash.update(line);
  return hash.digest('hex').slice(0, 8);
}
