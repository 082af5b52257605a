import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { beforeEach, describe, it } from 'node:test';
import { type Entry, LogFull } from '../events/log.ts';
import { DiskRoom, freeBytes } from './disk-room.ts';

const PLENTY = 10e9;
const LITTLE = 1e6;
const ENTRY: Entry = { id: 'id', timestamp: 0, facets: { family: 'actions', type: 'execution' }, json: '{}' };

describe('the room on the disk', () => {
  let free: number;
  let time: number;
  let full: boolean;
  let room: DiskRoom;
  let publish: (entries: readonly Entry[]) => Promise<unknown>;

  beforeEach(() => {
    [free, time, full] = [PLENTY, 0, false];
    room = new DiskRoom(
      async () => free,
      () => time,
    );
    const log = room.watch({
      async append() {
        if (full) throw new LogFull();
        return { duplicates: [], position: 1 };
      },
    });
    publish = (entries) => log.append(entries);
  });

  const status = async () => (await room.examine())?.status ?? 'ok';

  it('is well while there is plenty, degraded when little is left', async () => {
    assert.equal(await status(), 'ok');
    free = LITTLE;
    assert.equal(await status(), 'degraded');
  });

  it('is failing from a commit that found none to one that did', async () => {
    full = true;
    await assert.rejects(publish([ENTRY]), LogFull);
    assert.equal(await status(), 'failing');
    full = false;
    await publish([]);
    assert.equal(await status(), 'failing', 'an append of nothing shows nothing');
    await publish([ENTRY]);
    assert.equal(await status(), 'ok');
  });

  it('is well again, though nobody publishes, a while after room was made', async () => {
    full = true;
    await assert.rejects(publish([ENTRY]), LogFull);
    free = LITTLE;
    time = 600_000;
    assert.equal(await status(), 'failing');
    free = PLENTY;
    assert.equal(await status(), 'ok');
  });

  it('is asked of the system in bytes', async () => {
    const bytes = await freeBytes(tmpdir());
    assert.ok(Number.isSafeInteger(bytes) && bytes >= 0, String(bytes));
    await assert.rejects(freeBytes('/nowhere at all'), { code: 'ENOENT' });
  });
});
