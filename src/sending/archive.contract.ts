import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, type TestContext, test } from 'node:test';
import type { ArchivedMessage, ArchiveSelection, MessageArchive, MessageArchives } from './archive.ts';

const NOW = 1_750_000_000_000;
const ALL: ArchiveSelection = { start: 0, end: Number.MAX_SAFE_INTEGER, now: NOW };

/** A message with a number for its id. */
function message(number: number, more: Partial<ArchivedMessage> = {}): ArchivedMessage {
  const id = `d52055cd-e854-4177-8ef5-${number.toString(16).padStart(12, '0')}`;
  const raw = Buffer.from(`Subject: ${number}\r\n\r\n`);
  return { id, action: '000PE4', target: '00000001', sent: NOW, expires: NOW + 1000, raw, ...more };
}

/** The numbers of the messages of a list. */
function listed(archive: MessageArchive, selection: Partial<ArchiveSelection> = {}): number[] {
  return [...archive.list({ ...ALL, ...selection })].map(({ id }) => Number.parseInt(id.slice(24), 16));
}

/** @param make gives a way to open the same archives again and again. */
export function messageArchivesContract(make: (t: TestContext) => { open: () => MessageArchives }): void {
  describe('archives of messages', () => {
    test('give back what was kept, byte by byte, also after a start', async (t) => {
      const { open } = make(t);
      const archives = open();
      const kept = message(1, { raw: randomBytes(100_000) });
      assert.deepEqual([listed(archives.of('A-1')), archives.of('A-1').find(kept.id, NOW)], [[], undefined]);
      await archives.of('A-1').keep(kept);
      await archives.probe();
      assert.deepEqual(archives.of('A-1').find(kept.id, NOW), kept);
      await archives.close();
      assert.deepEqual(open().of('A-1').find(kept.id, NOW), kept);
    });

    test('list by time, of all, of one action, of one contact of it, and within a window', async (t) => {
      const archive = make(t).open().of('A-1');
      await Promise.all([
        archive.keep(message(3, { sent: NOW - 1 })),
        archive.keep(message(2, { sent: NOW - 3, action: '000PE5' })),
        archive.keep(message(1, { sent: NOW - 2, target: '00000002' })),
        archive.keep(message(4)),
      ]);
      assert.deepEqual(listed(archive), [2, 1, 3, 4]);
      assert.deepEqual(listed(archive, { of: { action: '000PE4' } }), [1, 3, 4]);
      assert.deepEqual(listed(archive, { of: { action: '000PE4', target: '00000002' } }), [1]);
      assert.deepEqual(listed(archive, { of: { action: '000PE5', target: '00000002' } }), []);
      assert.deepEqual(listed(archive, { start: NOW - 2, end: NOW }), [1, 3]);
    });

    test('list any number, many of one instant', async (t) => {
      const archive = make(t).open().of('A-1');
      const numbers = Array.from({ length: 1201 }, (_, index) => index);
      await Promise.all(
        numbers.toReversed().map((number) => archive.keep(message(number, { sent: NOW - 5 }))),
      );
      assert.deepEqual(listed(archive), numbers);
    });

    test('have the last of one id', async (t) => {
      const archive = make(t).open().of('A-1');
      await archive.keep(message(1));
      const again = message(1, { raw: Buffer.from('again'), sent: NOW - 5 });
      await archive.keep(again);
      assert.deepEqual(listed(archive), [1]);
      assert.deepEqual(archive.find(again.id, NOW), again);
    });

    test('show nothing that has expired, and remove it', async (t) => {
      const archive = make(t).open().of('A-1');
      await archive.keep(message(1));
      await archive.keep(message(2, { expires: NOW + 2000 }));
      assert.deepEqual(listed(archive, { now: NOW + 1000 }), [2]);
      assert.equal(archive.find(message(1).id, NOW + 1000), undefined);
      assert.equal(await archive.expire(NOW + 1000), 1);
      assert.equal(await archive.expire(NOW + 1000), 0);
      assert.deepEqual(listed(archive), [2]);
    });

    test('forget a contact', async (t) => {
      const archive = make(t).open().of('A-1');
      assert.equal(await archive.forget('00000001'), 0);
      for (const number of [1, 2]) await archive.keep(message(number));
      await archive.keep(message(3, { target: '00000002' }));
      assert.equal(await archive.forget('00000001'), 2);
      assert.deepEqual(listed(archive), [3]);
    });

    test('of accounts share nothing', async (t) => {
      const archives = make(t).open();
      await archives.of('A-1').keep(message(1));
      assert.deepEqual(listed(archives.of('B-1')), []);
      assert.equal(archives.of('B-1').find(message(1).id, NOW), undefined);
    });
  });
}
