import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { FEEDS, type FeedScope } from '../feeds.ts';
import type { Query, Scope } from '../log.ts';
import { openForWriting } from './open.ts';
import { existence, planOf } from './plan.ts';
import { BOUNDS_AFTER } from './spans.ts';
import { statementsOf } from './statements.ts';

/** Every scope that a feed can be asked for. */
function scopesOf(scope: FeedScope): Scope[] {
  switch (scope.of) {
    case 'family':
      return [scope];
    case 'owner':
      return [{ ...scope, id: '1' }];
    case 'campaign':
      return [{ of: 'campaign', id: '1' }];
    case 'contact':
      return [
        { of: 'contact', id: '1' },
        { of: 'hash', hash: '0441619ab4631d18548aa8835dd2c28b' },
      ];
  }
}

/** Every shape of query that the feeds can make: the statements depend on nothing else. */
function* queries(): Generator<Query> {
  const windows = [{}, { start: 1, end: 9 }];
  const activations = [
    {},
    { activationStart: 2, activationEnd: 5 },
    { activationStart: 0, activationEnd: 99 },
  ];
  const robots = ['hidden', 'shown', new Set(['mpp'] as const)] as const;
  const sorts = [{}, { sort: 'asc' }, { sort: 'desc' }] as const;
  for (const feed of FEEDS) {
    const selection = {
      ...(feed.types && { types: feed.types }),
      ...(feed.subtype && { subtype: feed.subtype }),
    };
    for (const scope of scopesOf(feed.scope)) {
      for (const window of windows) {
        for (const activation of feed.clocks === 'reaction' ? activations : [{}]) {
          for (const shown of robots) {
            for (const sort of sorts) {
              for (const after of [0, 7]) {
                yield {
                  scope,
                  ...selection,
                  ...window,
                  ...activation,
                  robots: shown,
                  after,
                  upTo: 9,
                  ...sort,
                };
              }
            }
          }
        }
      }
    }
  }
}

describe('the query plans of the SQLite log', () => {
  let folder: string;
  let database: DatabaseSync;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'chappe-plans-'));
    database = openForWriting(join(folder, 'events.db'));
  });
  after(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });

  function explain(sql: string): string[] {
    return database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail));
  }

  it('walk an index and neither scan a table nor sort, whatever a feed is asked', () => {
    const statements = new Set<string>();
    for (const query of queries()) for (const sql of statementsOf(planOf(query))) statements.add(sql);
    assert.ok(statements.size > 100, `${statements.size} statements are too few to be all`);
    for (const sql of statements) {
      const plan = explain(sql).join('\n');
      assert.match(plan, /SEARCH events USING (COVERING )?INDEX/, sql);
      assert.doesNotMatch(plan, /SCAN events|TEMP B-TREE/, `${sql}\n${plan}`);
    }
  });

  it('find the end of a step in the index alone', () => {
    for (const query of queries()) {
      const [boundary = ''] = statementsOf(planOf(query));
      assert.match(explain(boundary).join('\n'), /SEARCH events USING COVERING INDEX/, boundary);
    }
  });

  it('find out by an index whether an id is known', () => {
    for (const feed of FEEDS) {
      for (const scope of scopesOf(feed.scope)) {
        const { index, sql } = existence(scope);
        const plan = explain(`SELECT 1 FROM events INDEXED BY ${index} WHERE ${sql} LIMIT 1`).join('\n');
        assert.match(plan, /^SEARCH events USING COVERING INDEX/);
      }
    }
  });

  it('find the bounds after a position without walking all spans', () => {
    const plan = explain(BOUNDS_AFTER).join('\n');
    assert.match(plan, /SEARCH spans USING INTEGER PRIMARY KEY \(rowid>\?\)/);
    assert.doesNotMatch(plan, /TEMP B-TREE|^SCAN/m);
  });

  it('look up an id by its index when an event is appended twice', () => {
    const plan = explain("SELECT 1 FROM events WHERE id = unhex(?, '-')").join('\n');
    assert.match(plan, /USING COVERING INDEX events_by_id/);
  });
});
