import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HAPPENINGS, type Happening, nextState, wayOut } from './life-cycle.ts';
import { STATES, type State } from './state.ts';

/** Every transition that there is; what is not here must be refused. */
const TABLE: Record<Happening, string> = {
  filled: '10>20 20>20',
  emptied: '10>10 20>10',
  'test asked': '20>30',
  'test passed': '30>38',
  'test failed': '30>20',
  'found broken': '30>10',
  validated: '30>50 38>50',
  'taken back': '30>20 38>20 50>20',
  sent: '50>80',
  deleted: '10>90 20>90 30>90 38>90 50>90 80>90',
};

const ALL: readonly State[] = Object.values(STATES);

describe('an action', () => {
  for (const happening of HAPPENINGS) {
    for (const from of ALL) {
      const to = new RegExp(`${from}>(\\d+)`).exec(TABLE[happening])?.[1];
      test(`in ${from}, when it is ${happening}, ${to === undefined ? 'refuses' : `comes to ${to}`}`, () => {
        const found = nextState(from, happening);
        assert.equal(found === undefined ? undefined : String(found), to);
        if (found === undefined) assert.ok(wayOut({ state: from }, happening).length > 10);
      });
    }
  }

  test('is never sent without a test and a validation before', () => {
    const ways: readonly Happening[] = HAPPENINGS.filter(
      (happening) => happening !== 'test asked' && happening !== 'validated',
    );
    const reached = new Set<State>([STATES.creation]);
    for (const state of reached) {
      for (const happening of ways) {
        const next = nextState(state, happening);
        if (next !== undefined) reached.add(next);
      }
    }
    assert.deepEqual([...reached].toSorted(), [10, 20, 90]);
  });

  test('that is deleted stays so', () => {
    for (const happening of HAPPENINGS) assert.equal(nextState(STATES.deleted, happening), undefined);
  });
});
