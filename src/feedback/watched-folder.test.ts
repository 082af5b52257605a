import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { scratchFolder } from '../../test/support/data-folder.ts';
import { eventually } from '../../test/support/eventually.ts';
import { type FolderState, WatchedFolder } from './watched-folder.ts';

const WELL: FolderState = { trouble: undefined, stuck: [] };

async function watch(
  t: TestContext,
  receive: (raw: Buffer) => Promise<void> = async () => undefined,
  onReport: () => void = () => undefined,
) {
  const folder = join(await scratchFolder(t), 'mail');
  const reported: string[] = [];
  const watched = new WatchedFolder({
    folder,
    mostBytes: 100,
    receive,
    report: (error, file) => {
      reported.push(`${file ?? 'the folder'}: ${error}`);
      onReport();
    },
    pause: 5,
  });
  t.after(() => watched.close());
  const until = (isReady: (state: FolderState) => boolean) => eventually(async () => watched.state, isReady);
  return { folder, reported, until };
}

async function put(folder: string, name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  await utimes(file, 1, 1);
  return file;
}

test('a folder that is not there is in trouble until it is there, and told of once', async (t) => {
  const { folder, reported, until } = await watch(t);
  await until(({ trouble }) => trouble !== undefined);
  await mkdir(folder);
  assert.deepEqual(await until(({ trouble }) => trouble === undefined), WELL);
  assert.equal(reported.length, 1);
});

test('a file that cannot be taken is stuck until it can be, or is gone; others are taken meanwhile', async (t) => {
  const taken: string[] = [];
  let refusal: Error | undefined = new Error('the disk is full');
  const { folder, reported, until } = await watch(t, async (raw) => {
    if (refusal !== undefined && raw.toString() === 'refused') throw refusal;
    taken.push(raw.toString());
  });
  await mkdir(folder);
  await put(folder, 'a.eml', 'refused');
  const large = await put(folder, 'b.eml', 'x'.repeat(101));
  await put(folder, 'c.eml', 'taken');
  await put(folder, 'd.txt', 'no message');
  const { stuck } = await until((state) => state.stuck.length === 2);
  assert.deepEqual(stuck, ['a.eml', 'b.eml']);
  await eventually(
    async () => taken,
    ({ length }) => length === 1,
  );
  refusal = undefined;
  await until((state) => state.stuck.length === 1);
  await rm(large);
  assert.deepEqual(await until((state) => state.stuck.length === 0), WELL);
  assert.deepEqual(taken.toSorted(), ['refused', 'taken']);
  assert.equal(reported.filter((line) => line.includes('.eml')).length, 2);
});

test('a file that was received and cannot be removed is received once, and removed when it can be', async (t) => {
  const taken: string[] = [];
  let file: string | undefined;
  const write = (path: string, raw: string) => {
    writeFileSync(path, raw);
    utimesSync(path, 1, 1);
  };
  const { folder, reported, until } = await watch(
    t,
    async (raw) => {
      taken.push(raw.toString());
      if (file === undefined) return;
      // A folder in its place cannot be removed as a file is.
      rmSync(file);
      mkdirSync(file);
    },
    () => {
      if (file === undefined) return;
      rmdirSync(file);
      write(file, 'an answer');
      file = undefined;
    },
  );
  await mkdir(folder);
  await until(({ trouble }) => trouble === undefined);
  file = join(folder, 'a.eml');
  write(`${file}.part`, 'an answer');
  renameSync(`${file}.part`, file);
  await eventually(
    async () => reported.filter((line) => line.includes('a.eml')).length,
    (length) => length === 1,
  );
  assert.deepEqual(await until(({ stuck }) => stuck.length === 0), WELL);
  assert.deepEqual(taken, ['an answer']);
});
