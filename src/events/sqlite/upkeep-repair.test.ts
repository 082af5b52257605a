import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { CheckedLog, MIDDLE, SMALL } from '../../../test/support/checked-log.ts';
import { PIECE } from '../deflated.ts';
import { openForWriting } from './open.ts';
import { SEALER_CONNECTION, Sealer } from './sealer.ts';

/** Enough for a block in the middle; each is looked at four times. */
const EVENTS = 1000;

describe('the repair of a log', () => {
  let log: CheckedLog;

  beforeEach(() => {
    log = new CheckedLog();
  });
  afterEach(() => log.remove());

  /** Puts another text into that block, sealed as if it were right. */
  function reseal(database: DatabaseSync, edit: (text: string) => string, events = 0): void {
    const row = database.prepare(`SELECT block, deflated FROM blocks WHERE block = ${MIDDLE}`).get();
    assert.ok(row?.deflated instanceof Uint8Array);
    const text = Buffer.from(edit(inflateRawSync(row.deflated, PIECE).toString()));
    const deflated = deflateRawSync(text, PIECE);
    database
      .prepare(
        'UPDATE blocks SET deflated = ?, seal = ?, length = ?, crc = ?, events = events + ? WHERE block = ?',
      )
      .run(deflated, crc32(deflated), text.length, crc32(text), events, Number(row.block));
  }

  const repairable: [string, (database: DatabaseSync) => void, RegExp][] = [
    [
      'a byte of a block that changed',
      (database) => {
        const row = database.prepare(`SELECT deflated FROM blocks WHERE block = ${MIDDLE}`).get();
        assert.ok(row?.deflated instanceof Uint8Array);
        row.deflated[row.deflated.length >> 1] = (row.deflated[row.deflated.length >> 1] ?? 0) ^ 1;
        database.prepare(`UPDATE blocks SET deflated = ? WHERE block = ${MIDDLE}`).run(row.deflated);
      },
      /^has a sealed block, \d+, of the actions, ascending, that has bytes that were not sealed$/,
    ],
    [
      'a block that is no deflate',
      (database) => {
        const bytes = Buffer.from('this was never deflated');
        database
          .prepare(`UPDATE blocks SET deflated = ?, seal = ? WHERE block = ${MIDDLE}`)
          .run(bytes, crc32(bytes));
      },
      /cannot be inflated to what was sealed/,
    ],
    [
      'a block with another checksum of its text',
      (database) => database.exec(`UPDATE blocks SET crc = crc + 1 WHERE block = ${MIDDLE}`),
      /inflates to something else than was sealed/,
    ],
    [
      'a block that tells its length too small',
      (database) => database.exec(`UPDATE blocks SET length = length - 1 WHERE block = ${MIDDLE}`),
      /cannot be inflated to what was sealed/,
    ],
    [
      'a block that lacks its last event',
      (database) =>
        reseal(database, (text) => JSON.stringify(JSON.parse(`[${text}]`).slice(0, -1)).slice(1, -1), -1),
      /of the actions, ascending, that lacks an event of the log/,
    ],
    [
      'a block that lacks an event in its middle',
      (database) =>
        reseal(database, (text) => JSON.stringify(JSON.parse(`[${text}]`).toSpliced(9, 1)).slice(1, -1)),
      /lacks an event of the log/,
    ],
    ...['events', 'min_position', 'max_position'].map(
      (column): [string, (database: DatabaseSync) => void, RegExp] => [
        `a block that tells its ${column} wrongly`,
        (database) => database.exec(`UPDATE blocks SET ${column} = ${column} + 1 WHERE block = ${MIDDLE}`),
        /tells its number of events or its positions wrongly/,
      ],
    ),
    [
      'a block of no list',
      (database) => database.exec(`UPDATE blocks SET list = 77 WHERE block = ${MIDDLE}`),
      /^has a sealed block, \d+, of list 77, which does not exist$/,
    ],
    [
      'two blocks that overlap',
      (database) =>
        database.exec(`CREATE TEMP TABLE twin AS SELECT * FROM blocks WHERE block = ${MIDDLE};
          UPDATE twin SET block = NULL; INSERT INTO blocks SELECT * FROM twin`),
      /^has a sealed block, \d+, that overlaps block \d+ of the same list$/,
    ],
    [
      'a list that is said to be sealed less far than it is',
      (database) => database.exec('UPDATE tops SET timestamp = timestamp - 1 WHERE list = 1000'),
      /^has sealed blocks of list 1000 above what it says is sealed$/,
    ],
    [
      'a list that is not said to be sealed',
      (database) => database.exec('DELETE FROM tops WHERE list = 1000'),
      /^has sealed blocks of list 1000 above/,
    ],
    [
      'a hole of no list',
      (database) => database.exec('INSERT INTO holes VALUES (NULL, 77, 1, 1)'),
      /^notes a place to be sealed of list 77, which does not exist$/,
    ],
  ];
  for (const [name, damage, what] of repairable) {
    it(`finds ${name}, and repairs it when told to`, () => {
      log.make(SMALL, EVENTS);
      const blocks = log.count('blocks');
      log.change(damage);
      const findings = log.check({ full: false });
      assert.equal(findings.length, 1, JSON.stringify(findings));
      assert.match(findings[0]?.what ?? '', what);
      assert.match(findings[0]?.remedy ?? '', /chappe doctor --repair/);
      assert.deepEqual(log.check(), findings, 'a check changed something');

      const repaired = log.check({ repair: true });
      assert.deepEqual(
        repaired.map((finding) => [finding.what, finding.repaired]),
        [[findings[0]?.what, true]],
      );
      assert.deepEqual(log.check(), []);
      const database = openForWriting(log.file, SEALER_CONNECTION);
      const sealer = new Sealer(database, SMALL);
      while (sealer.step());
      database.close();
      assert.deepEqual(log.check(), []);
      assert.equal(log.count('holes'), 0);
      // Nobody can tell which list a block of no list was of.
      const again = name === 'a block of no list' ? blocks - 1 : blocks;
      assert.ok(log.count('blocks') >= again, 'what was deleted is not sealed again');
    });
  }
});
