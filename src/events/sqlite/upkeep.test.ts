import assert from 'node:assert/strict';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, beforeEach, describe, it } from 'node:test';
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { generateEvents } from '../../demo/stream.ts';
import { PIECE } from '../deflated.ts';
import type { Entry } from '../log.ts';
import { prepare } from '../publication.ts';
import type { Finding } from '../upkeep.ts';
import { Appender } from './appender.ts';
import { Folding } from './folding.ts';
import { openForWriting } from './open.ts';
import { SEALER_CONNECTION, Sealer, type SealerOptions } from './sealer.ts';
import { SqliteUpkeep } from './sqlite-upkeep.ts';

const NAME = 'accounts/DEMO-028/events.db';
const SMALL: SealerOptions = { blockEvents: 120, keptOpen: 0, level: 1 };

/** Generated events in an order in which many come late, so that they open blocks. */
const ENTRIES: readonly Entry[] = [
  ...generateEvents({
    count: 2500,
    seed: 'upkeep',
    account: 'DEMO/028',
    startMs: Date.UTC(2026, 2, 1),
    spanMs: 3_600_000,
  }),
].map((text, index) => {
  const event: object = JSON.parse(text);
  const timestamp = Date.UTC(2026, 2, 1) + ((index * 7919) % 2500) * 100;
  const { entry } = prepare(index % 5 === 0 ? { ...event, timestamp } : event, {
    identity: { type: 'customer', agency: 'DEMO', customer: '028' },
    maxEventBytes: 1_000_000,
    now: () => 0,
  });
  assert.ok(entry);
  return entry;
});

const templates = mkdtempSync(join(tmpdir(), 'chappe-upkeep-'));
after(() => rmSync(templates, { recursive: true }));

/** A log of those events; after every so many it was sealed as far as the options let it. Each is made once. */
function templateOf(options?: SealerOptions): string {
  const file = join(templates, `${JSON.stringify(options ?? {}).replaceAll(/\W+/g, '-')}.db`);
  if (existsSync(file)) return file;
  const database = openForWriting(file);
  const appender = new Appender(database);
  const sealer = options && new Sealer(database, options);
  for (let from = 0; from < ENTRIES.length; from += 500) {
    appender.append(ENTRIES.slice(from, from + 500));
    while (sealer?.step());
  }
  // The last connection to close leaves all in the one file.
  database.close();
  return file;
}

function makeLog(file: string, options?: SealerOptions): void {
  mkdirSync(dirname(file), { recursive: true });
  copyFileSync(templateOf(options), file);
}

describe('the check of a log', () => {
  let data: string;
  let file: string;
  let upkeep: SqliteUpkeep;

  beforeEach((t) => {
    data = mkdtempSync(join(tmpdir(), 'chappe-upkeep-'));
    file = join(data, NAME);
    upkeep = new SqliteUpkeep(data);
    if ('after' in t) t.after(() => rmSync(data, { recursive: true }));
  });

  function check({ full = true, repair = false } = {}): Finding[] {
    return [...upkeep.check(NAME, { full, repair }, () => undefined)];
  }

  function change(act: (database: DatabaseSync) => void): void {
    const database = new DatabaseSync(file);
    act(database);
    database.close();
  }

  function count(table: string): number {
    const database = new DatabaseSync(file, { readOnly: true });
    const row = database.prepare(`SELECT count(*) AS n FROM ${table}`).get();
    database.close();
    return Number(row?.n);
  }

  const healthy: [string, SealerOptions | undefined, boolean][] = [
    ['that is not sealed', undefined, false],
    ['that is sealed to its end', SMALL, true],
    ['that is partly sealed', { blockEvents: 40, keptOpen: 700, level: 6 }, true],
  ];
  for (const [name, options, sealed] of healthy) {
    it(`finds nothing wrong with a log ${name}`, () => {
      makeLog(file, options);
      assert.equal(count('blocks') > 20, sealed);
      let seen = 0;
      for (const full of [true, false]) {
        const findings = [...upkeep.check(NAME, { full, repair: true }, (events) => (seen += events))];
        assert.deepEqual(findings, []);
      }
      assert.ok(seen >= 4 * ENTRIES.length, `${seen} events were looked at`);
      const { events, head, blocks } = upkeep.countsOf(NAME) ?? {};
      assert.deepEqual({ events, head, blocks }, { events: 2500, head: 2500, blocks: count('blocks') });
      assert.deepEqual(upkeep.logs(), [NAME]);
    });
  }

  describe('of what was counted', () => {
    function countAll(): void {
      change((database) => {
        const folding = new Folding(database);
        while (folding.step());
      });
    }

    /** Numbers, details, and whom messages reached. */
    const WRONG: readonly [string, RegExp][] = [
      [
        "UPDATE tallies SET count = count + 1 WHERE type = 5 AND detail <> ''",
        /^has counted \d+ events 'hit \w+ .+' of \w+, and there are \d+$/,
      ],
      [
        `UPDATE tallies SET detail = 'another' WHERE type = 4 AND (family, owner, detail) =
           (SELECT family, owner, min(detail) FROM tallies WHERE type = 4 GROUP BY 1, 2 LIMIT 1)`,
        /^has counted \d+ events 'bounce .+' of \w+, and there are \d+$/,
      ],
      [
        "INSERT INTO tallies VALUES (1, 'NOBODY', 3, 0, 0, '', 1)",
        /^has counted 1 events 'activation' of NOBODY, and there are 0$/,
      ],
      [
        'DELETE FROM reached WHERE (family, owner, contact) IN (SELECT family, owner, contact FROM reached LIMIT 1)',
        /^does not know whom \w+ reached: 1 contacts are missing, 0 are too many$/,
      ],
      ['UPDATE reached SET kinds = 3', /^does not know whom \w+ reached: 0 contacts are missing, \d+ are/],
      [
        'UPDATE tallies SET count = count + 1 WHERE type = 0 AND subtype = 1',
        /^tells that \d+ contacts opened \w+, and knows \d+$/,
      ],
    ];

    it('finds whatever is wrong, and counts anew', () => {
      makeLog(file);
      countAll();
      assert.deepEqual(check(), []);
      for (const [sql, what] of WRONG) {
        change((database) => database.exec(sql));
        const [finding, ...others] = check({ repair: true });
        assert.match(finding?.what ?? '', what);
        assert.deepEqual([others, check(), count('tallies')], [[], [], 0]);
        countAll();
        assert.deepEqual(check(), []);
      }
    });

    it('finds what is less than a purge left, and leaves to a backup to mend that', () => {
      makeLog(file);
      countAll();
      change((database) =>
        database.exec('UPDATE tallied SET purged = 1; UPDATE tallies SET count = count + 1 WHERE type > 0'),
      );
      assert.deepEqual(check(), []);
      change((database) => database.exec('UPDATE tallies SET count = 0 WHERE type = 5'));
      const [finding] = check({ repair: true });
      assert.match(finding?.what ?? '', /^has counted 0 events 'hit \w+.*' of \w+, and there are still \d+$/);
      assert.match(finding?.remedy ?? '', /^restore the log from a backup/);
      assert.equal(finding?.repaired, false);
    });
  });

  it('finds nothing wrong with a log that holds nothing, and none where none is', () => {
    assert.deepEqual(upkeep.logs(), []);
    openForWriting(file).close();
    assert.deepEqual([upkeep.logs(), check()], [[NAME], []]);
    writeFileSync(join(data, 'accounts', 'stray'), '');
    assert.deepEqual(upkeep.logs(), [NAME]);
    rmSync(file);
    writeFileSync(file, '');
    assert.deepEqual(upkeep.logs(), []);
  });

  /** A block in the middle of the list of all events of actions. */
  const MIDDLE = `(SELECT block FROM blocks WHERE list = 1000 ORDER BY low_timestamp LIMIT 1 OFFSET 5)`;

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

  /** The position of an event that lies within that block. */
  const WITHIN = `(SELECT min_position FROM blocks WHERE block = ${MIDDLE})`;

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
      makeLog(file, SMALL);
      const blocks = count('blocks');
      change(damage);
      const findings = check({ full: false });
      assert.equal(findings.length, 1, JSON.stringify(findings));
      assert.match(findings[0]?.what ?? '', what);
      assert.match(findings[0]?.remedy ?? '', /chappe doctor --repair/);
      assert.deepEqual(check(), findings, 'a check changed something');

      const repaired = check({ repair: true });
      assert.deepEqual(
        repaired.map((finding) => [finding.what, finding.repaired]),
        [[findings[0]?.what, true]],
      );
      assert.deepEqual(check(), []);
      const database = openForWriting(file, SEALER_CONNECTION);
      const sealer = new Sealer(database, SMALL);
      while (sealer.step());
      database.close();
      assert.deepEqual(check(), []);
      assert.equal(count('holes'), 0);
      // Nobody can tell which list a block of no list was of.
      const again = name === 'a block of no list' ? blocks - 1 : blocks;
      assert.ok(count('blocks') >= again, 'what was deleted is not sealed again');
    });
  }

  const final: [string, (database: DatabaseSync) => void, RegExp][] = [
    [
      'a row within a block that is gone',
      (database) => database.exec(`DELETE FROM events WHERE position = ${WITHIN}`),
      /of the actions, ascending, that has an event that the log does not have like that/,
    ],
    [
      'a row within a block whose JSON changed',
      (database) =>
        database.exec(`UPDATE events SET json = json_insert(json, '$.more', 1) WHERE position = ${WITHIN}`),
      /has an event that the log does not have like that/,
    ],
    [
      'a damaged block of which a row is gone too',
      (database) =>
        database.exec(
          `DELETE FROM events WHERE position = ${WITHIN}; UPDATE blocks SET deflated = zeroblob(9) WHERE block = ${MIDDLE}`,
        ),
      /has bytes that were not sealed, and the log has \d+ of its \d+ events/,
    ],
    [
      'a head that is too small',
      (database) => database.exec('UPDATE log SET head = 2499'),
      /^says that its last position is 2499, but has an event at 2500$/,
    ],
    [
      'a log that says nothing of itself',
      (database) => database.exec('DELETE FROM log'),
      /^does not say which position is its last$/,
    ],
    [
      'an event before the first position',
      (database) => database.exec('UPDATE events SET position = 0 WHERE position = 2'),
      /^has an event at position 0, but the first is 1$/,
    ],
    [
      'a span that says timestamps too early',
      (database) => database.exec('UPDATE spans SET max_timestamp = max_timestamp - 1 WHERE first = 1025'),
      /^has a span at position 1025 that says timestamps \d+ to \d+, but they are \d+ to \d+$/,
    ],
    [
      'a span that says timestamps too late',
      (database) => database.exec('UPDATE spans SET min_timestamp = min_timestamp + 1 WHERE first = 1'),
      /^has a span at position 1 that says/,
    ],
    [
      'a span that ends too early',
      (database) => database.exec('UPDATE spans SET last = 2499 WHERE first = 2049'),
      /^has events at positions 2049 to 2500 that no span covers$/,
    ],
    [
      'a span that is gone',
      (database) => database.exec('DELETE FROM spans WHERE first = 1'),
      /^has events at positions 1 to 1024 that no span covers$/,
    ],
    [
      'a greatest lag that is too small',
      (database) => database.exec('UPDATE log SET max_lag = max_lag - 1'),
      /^says that reactions lag -?\d+ to \d+ ms, but from position \d+ on they lag -?\d+ to \d+ ms$/,
    ],
    [
      'a least lag that is too large',
      (database) => database.exec('UPDATE log SET min_lag = min_lag + 1'),
      /^says that reactions lag/,
    ],
    [
      'lags that are missing',
      (database) => database.exec('UPDATE log SET min_lag = NULL, max_lag = NULL'),
      /^says that there are no reactions, but/,
    ],
    [
      'an event that is no JSON',
      (database) => database.exec(`UPDATE events SET json = substr(json, 2) WHERE position = 1234`),
      /^has an event at position 1234 that is no JSON$/,
    ],
    [
      'an event that is not valid',
      (database) =>
        database.exec(`UPDATE events SET json = json_remove(json, '$.identity') WHERE position = 1234`),
      /^has an event at position 1234 that is not valid: .+identity/,
    ],
    [
      'an event that is found by another owner, id and robot',
      (database) => {
        database.exec(
          `UPDATE events SET owner = 'OTHER', id = randomblob(16), robot = 3 - robot WHERE position = 1234`,
        );
      },
      /^has an event at position 1234 whose JSON does not have the id, robot, owner by which it is found$/,
    ],
    ...['timestamp', 'family', 'type', 'subtype', 'campaign', 'contact', 'hash', 'activated'].map(
      (column): [string, (database: DatabaseSync) => void, RegExp] => [
        `an event that is found by another ${column}`,
        (database) => {
          const value = {
            campaign: "'X'",
            contact: "'X'",
            hash: "x'00'",
            timestamp: 'timestamp + 1',
            activated: 'coalesce(activated, timestamp) + 1',
          }[column];
          // Lags and spans are put out of the way of what is tested.
          database.exec(`UPDATE log SET min_lag = -1e15, max_lag = 1e15; UPDATE spans SET max_timestamp = 1e15;
            UPDATE events SET ${column} = ${value ?? 99} WHERE position = 1234`);
        },
        new RegExp(
          `^has an event at position 1234 whose JSON does not have the ${column} by which it is found$`,
        ),
      ],
    ),
    [
      'the mark of another program',
      (database) => database.exec('PRAGMA application_id = 1'),
      /^does not hold an event log of Chappe/,
    ],
    [
      'a newer format',
      (database) => database.exec('PRAGMA user_version = 99'),
      /^was written by a newer Chappe/,
    ],
  ];
  for (const [name, damage, what] of final) {
    it(`finds ${name}, which it does not repair`, () => {
      const sealed = /block/.test(name);
      makeLog(file, sealed ? SMALL : undefined);
      change(damage);
      const blocks = count('blocks');
      const findings = check({ repair: true });
      assert.match(findings[0]?.what ?? 'nothing', what);
      assert.ok(
        findings.every(({ repaired, remedy }) => !repaired && /restore|that version/.test(remedy)),
        JSON.stringify(findings),
      );
      // The lists in which an event is: all of its family, either way, and those of its type.
      assert.equal(findings.length, sealed ? 3 : 1, JSON.stringify(findings));
      assert.equal(count('blocks'), blocks);
    });
  }

  it('finds an entry of an index that has no row, and ids that are there twice', () => {
    makeLog(file);
    change((database) => {
      database.enableDefensive(false);
      database.exec(`PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = replace(sql, 'UNIQUE', '') WHERE name = 'events_by_id'`);
    });
    change((database) =>
      database.exec(`UPDATE events SET id = (SELECT id FROM events WHERE position = 7) WHERE position = 8`),
    );
    change((database) => {
      database.enableDefensive(false);
      database.exec(`PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = replace(sql, 'INDEX', 'UNIQUE INDEX') WHERE name = 'events_by_id'`);
    });
    assert.ok(check().some(({ what }) => /^is damaged: non-unique entry in index events_by_id$/.test(what)));
  });

  it('tells of pages that are damaged, and lists no more than a screenful', () => {
    makeLog(file, SMALL);
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.alloc(200_000, 'damage'), 0, 200_000, Math.floor(statSync(file).size / 2));
    closeSync(handle);
    const findings = check();
    assert.match(findings[0]?.what ?? '', /^is damaged: /);
    assert.ok(findings.length > 1 && findings.length < 60, `${findings.length} findings`);
    assert.ok(findings.every(({ remedy }) => /chappe restore/.test(remedy)));
  });

  it('tells of a file that is no database, and of many events that are wrong', () => {
    makeLog(file);
    change((database) => database.exec("UPDATE events SET contact = 'X'"));
    const findings = check();
    assert.equal(findings.length, 21);
    assert.match(findings.at(-1)?.what ?? '', /^has more of the same/);
    writeFileSync(file, 'this was a log once, but no longer'.repeat(1000));
    rmSync(`${file}-wal`, { force: true });
    rmSync(`${file}-shm`, { force: true });
    assert.deepEqual(upkeep.logs(), [NAME]);
    assert.match(check()[0]?.what ?? '', /^cannot be checked further: file is not a database$/);
    assert.equal(upkeep.countsOf(NAME), undefined);
    assert.throws(() => upkeep.summaryOf(file), /events\.db is damaged; restore/);
  });

  it('looks at a part of many events, unless it is told to look at all', () => {
    const database = openForWriting(file);
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
      assert.deepEqual([...upkeep.check(NAME, { full, repair: false }, (events) => (seen += events))], []);
      return seen;
    });
    // Bounds are always those of all 25,000; of the events themselves every second one is a sample.
    assert.deepEqual(looks, [50_000, 37_500]);
  });
});
