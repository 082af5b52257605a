import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { CheckedLog, MIDDLE, SMALL, WITHIN } from '../../../test/support/checked-log.ts';

describe('the check of a log from which something is lost', () => {
  let log: CheckedLog;

  beforeEach(() => {
    log = new CheckedLog();
  });
  afterEach(() => log.remove());

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
      log.make(sealed ? SMALL : undefined);
      log.change(damage);
      const blocks = log.count('blocks');
      const findings = log.check({ repair: true });
      assert.match(findings[0]?.what ?? 'nothing', what);
      assert.ok(
        findings.every(({ repaired, remedy }) => !repaired && /restore|that version/.test(remedy)),
        JSON.stringify(findings),
      );
      // The lists in which an event is: all of its family, either way, and those of its type.
      assert.equal(findings.length, sealed ? 3 : 1, JSON.stringify(findings));
      assert.equal(log.count('blocks'), blocks);
    });
  }
});
