import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { scratchFolder } from '../../test/support/data-folder.ts';
import { Quarantine } from './quarantine.ts';

/** A quarantine of a thousand bytes, on a clock that is set by hand. */
async function start(t: TestContext, mostBytes = 1000) {
  const folder = join(await scratchFolder(t), 'quarantine');
  const clock = { now: 1_000_000 };
  const dropped: string[] = [];
  const quarantine = new Quarantine({
    folder,
    mostBytes,
    dropped: () => dropped.push('one'),
    now: () => clock.now++,
  });
  return { folder, clock, dropped, quarantine };
}

const mail = (name: string, length = 300) => Buffer.from(name.padEnd(length, '.'));

test('mail is kept with its reason in front, and counted', async (t) => {
  const { folder, quarantine } = await start(t);
  assert.deepEqual(await quarantine.state(), { messages: 0, bytes: 0, mostBytes: 1000 });
  await quarantine.put(mail('one'), 'no report');
  const [name = '', ...others] = await readdir(folder);
  assert.deepEqual(others, []);
  const kept = await readFile(join(folder, name), 'latin1');
  assert.match(kept, /^X-Chappe-Quarantine: no report\r\none\.\.\./);
  assert.deepEqual(await quarantine.state(), { messages: 1, bytes: kept.length, mostBytes: 1000 });
});

test('the oldest make room for the newest, what is larger than all of it is not kept, and each is told of', async (t) => {
  const { folder, dropped, quarantine } = await start(t);
  await Promise.all(['one', 'two', 'three', 'four'].map((name) => quarantine.put(mail(name, 400), 'loop')));
  const names = (await readdir(folder)).toSorted();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')));
  assert.deepEqual(
    texts.map((text) => /\n(\w+)/.exec(text)?.[1]),
    ['three', 'four'],
  );
  assert.equal(dropped.length, 2);
  await quarantine.put(mail('large', 1000), 'unreadable');
  assert.equal(dropped.length, 3);
  assert.equal((await quarantine.state()).messages, 2);
});

test('what an earlier process kept counts, and what people delete is seen a while later', async (t) => {
  const { folder, clock, dropped, quarantine } = await start(t);
  await quarantine.put(mail('one'), 'loop');
  await writeFile(join(folder, `0000000000001-${'a'.repeat(16)}.eml`), mail('older'));
  await writeFile(join(folder, 'notes of a person'), mail('larger', 2000));
  clock.now += 10_000;
  assert.equal((await quarantine.state()).messages, 2);
  for (const name of await readdir(folder)) await rm(join(folder, name));
  await quarantine.put(mail('two'), 'loop');
  clock.now += 10_000;
  assert.equal((await quarantine.state()).messages, 1);
  assert.deepEqual(dropped, []);
});

test('nothing is kept where nothing may be', async (t) => {
  const { dropped, quarantine } = await start(t, 0);
  await quarantine.put(mail('one'), 'unknown');
  assert.deepEqual(await quarantine.state(), { messages: 0, bytes: 0, mostBytes: 0 });
  assert.equal(dropped.length, 1);
});
