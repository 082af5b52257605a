import assert from 'node:assert/strict';
import { closeSync, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { CheckedLog, ENTRIES, LOG_NAME, SMALL } from '../../../test/support/checked-log.ts';
import { Appender } from './appender.ts';
import { openForWriting } from './open.ts';
import type { SealerOptions } from './sealer.ts';

describe('the check of a log', () => {
  let log: CheckedLog;

  beforeEach(() => {
    log = new CheckedLog();
  });
  afterEach(() => log.remove());

  const healthy: [string, SealerOptions | undefined, boolean][] = [
    ['that is not sealed', undefined, false],
    ['that is sealed to its end', SMALL, true],
    ['that is partly sealed', { blockEvents: 40, keptOpen: 700, level: 6 }, true],
  ];
  for (const [name, options, sealed] of healthy) {
    it(`finds nothing wrong with a log ${name}`, () => {
      log.make(options);
      assert.equal(log.count('blocks') > 20, sealed);
      let seen = 0;
      for (const full of [true, false]) {
        const findings = [
          ...log.upkeep.check(LOG_NAME, { full, repair: true }, (events) => (seen += events)),
        ];
        assert.deepEqual(findings, []);
      }
      assert.ok(seen >= 4 * ENTRIES.length, `${seen} events were looked at`);
      const { events, head, blocks } = log.upkeep.countsOf(LOG_NAME) ?? {};
      assert.deepEqual({ events, head, blocks }, { events: 2500, head: 2500, blocks: log.count('blocks') });
      assert.deepEqual(log.upkeep.logs(), [LOG_NAME]);
    });
  }

  it('finds nothing wrong with a log that holds nothing, and none where none is', () => {
    assert.deepEqual(log.upkeep.logs(), []);
    openForWriting(log.file).close();
    assert.deepEqual([log.upkeep.logs(), log.check()], [[LOG_NAME], []]);
    writeFileSync(join(log.data, 'accounts', 'stray'), '');
    assert.deepEqual(log.upkeep.logs(), [LOG_NAME]);
    rmSync(log.file);
    writeFileSync(log.file, '');
    assert.deepEqual(log.upkeep.logs(), []);
  });

  it('finds an entry of an index that has no row, and ids that are there twice', () => {
    log.make();
    log.change((database) => {
      database.enableDefensive(false);
      database.exec(`PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = replace(sql, 'UNIQUE', '') WHERE name = 'events_by_id'`);
    });
    log.change((database) =>
      database.exec(`UPDATE events SET id = (SELECT id FROM events WHERE position = 7) WHERE position = 8`),
    );
    log.change((database) => {
      database.enableDefensive(false);
      database.exec(`PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = replace(sql, 'INDEX', 'UNIQUE INDEX') WHERE name = 'events_by_id'`);
    });
    assert.ok(
      log.check().some(({ what }) => /^is damaged: non-unique entry in index events_by_id$/.test(what)),
    );
  });

  it('tells of pages that are damaged, and lists no more than a screenful', () => {
    log.make(SMALL);
    const handle = openSync(log.file, 'r+');
    writeSync(handle, Buffer.alloc(200_000, 'damage'), 0, 200_000, Math.floor(statSync(log.file).size / 2));
    closeSync(handle);
    const findings = log.check();
    assert.match(findings[0]?.what ?? '', /^is damaged: /);
    assert.ok(findings.length > 1 && findings.length < 60, `${findings.length} findings`);
    assert.ok(findings.every(({ remedy }) => /chappe restore/.test(remedy)));
  });

  it('tells of a file that is no database, and of many events that are wrong', () => {
    log.make();
    log.change((database) => database.exec("UPDATE events SET contact = 'X'"));
    const findings = log.check();
    assert.equal(findings.length, 21);
    assert.match(findings.at(-1)?.what ?? '', /^has more of the same/);
    writeFileSync(log.file, 'this was a log once, but no longer'.repeat(1000));
    rmSync(`${log.file}-wal`, { force: true });
    rmSync(`${log.file}-shm`, { force: true });
    assert.deepEqual(log.upkeep.logs(), [LOG_NAME]);
    assert.match(log.check()[0]?.what ?? '', /^cannot be checked further: file is not a database$/);
    assert.equal(log.upkeep.countsOf(LOG_NAME), undefined);
    assert.throws(() => log.upkeep.summaryOf(log.file), /events\.db is damaged; restore/);
  });

  it('looks at a part of many events, unless it is told to look at all', () => {
    const database = openForWriting(log.file);
    const appender = new Appender(database);
    for (let part = 0; part < 10; part++) {
      appender.append(
        ENTRIES.map(({ id, json, ...rest }) => {
          const other = id.replace(/^.{8}/, `0000000${part}`);
          return { ...rest, id: other, json: json.replace(id, other) };
        }),
      );
    }
    database.close();
    const looks = [true, false].map((full) => {
      let seen = 0;
      assert.deepEqual(
        [...log.upkeep.check(LOG_NAME, { full, repair: false }, (events) => (seen += events))],
        [],
      );
      return seen;
    });
    // Bounds are always those of all 25,000; of the events themselves every second one is a sample.
    assert.deepEqual(looks, [50_000, 37_500]);
  });
});
