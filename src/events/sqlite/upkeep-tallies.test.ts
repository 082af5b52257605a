import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { CheckedLog } from '../../../test/support/checked-log.ts';
import { Folding } from './folding.ts';

describe('the check of what was counted', () => {
  let log: CheckedLog;

  beforeEach(() => {
    log = new CheckedLog();
  });
  afterEach(() => log.remove());

  function countAll(): void {
    log.change((database) => {
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
    log.make();
    countAll();
    assert.deepEqual(log.check(), []);
    for (const [sql, what] of WRONG) {
      log.change((database) => database.exec(sql));
      const [finding, ...others] = log.check({ repair: true });
      assert.match(finding?.what ?? '', what);
      assert.deepEqual([others, log.check(), log.count('tallies')], [[], [], 0]);
      countAll();
      assert.deepEqual(log.check(), []);
    }
  });

  it('finds what is less than a purge left, and leaves to a backup to mend that', () => {
    log.make();
    countAll();
    log.change((database) =>
      database.exec('UPDATE tallied SET purged = 1; UPDATE tallies SET count = count + 1 WHERE type > 0'),
    );
    assert.deepEqual(log.check(), []);
    log.change((database) => database.exec('UPDATE tallies SET count = 0 WHERE type = 5'));
    const [finding] = log.check({ repair: true });
    assert.match(finding?.what ?? '', /^has counted 0 events 'hit \w+.*' of \w+, and there are still \d+$/);
    assert.match(finding?.remedy ?? '', /^restore the log from a backup/);
    assert.equal(finding?.repaired, false);
  });
});
