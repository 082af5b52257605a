import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { anyHistory, anyTime, type History } from './contract/histories.contract.ts';
import { assertLaws } from './contract/laws.contract.ts';
import { type MakeLogs, withLog } from './contract/make.contract.ts';
import { anyQuestion, anyScope, type Question, queryFor } from './contract/questions.contract.ts';
import { ARRAY, assertSame, bytesOf, textsOf } from './contract/reading.contract.ts';
import type { EventLog, Scope } from './log.ts';
import { MemoryEventLog } from './memory/memory-event-log.ts';
import type { Tally } from './tallies.ts';

/** How many random logs are filled, of each kind and by each test; each is asked about a hundred questions. */
export const CASES = Number(process.env.CHAPPE_PROPERTY_CASES ?? 3);

/** How long one test may last, in milliseconds. Making a failure small takes a new log for every attempt. */
const LONGEST = 30_000;

/** Fills the log and the plainest log alike, asking one question of both after each append. */
async function fill(log: EventLog, model: MemoryEventLog, history: History, questions: readonly Question[]) {
  for (const [index, entries] of history.entries()) {
    assert.deepEqual(await log.append(entries), await model.append(entries));
    assert.equal(log.head(), model.head());
    const question = questions[index];
    if (question !== undefined) await assertAnswer(log, model, question);
  }
}

/** With an order, exactly what the plainest log reads; without one, the same events. */
async function assertAnswer(log: EventLog, model: MemoryEventLog, question: Question) {
  const query = queryFor(question, model.head());
  for (const sort of ['asc', 'desc'] as const) {
    const sorted = { ...query, sort };
    const expected = model.find(sorted);
    assertSame(await textsOf(log, sorted), expected, sort);
    // Sealed blocks are joined by commas, so only arrays are made of them.
    assert.equal((await bytesOf(log, sorted, ARRAY)).toString(), `[${expected.join(',')}]`);
  }
  assert.equal(log.count(query), model.count(query));
  if (query.scope.of === 'owner') await assertTallies(log, model, query.scope);
  assertSame((await textsOf(log, query)).toSorted(), model.find(query).toSorted(), 'in any order');
}

async function assertTallies(
  log: EventLog,
  model: MemoryEventLog,
  { family, id }: Extract<Scope, { of: 'owner' }>,
) {
  const [{ counts, reached }, expected] = [await log.tallies(family, id), await model.tallies(family, id)];
  assert.deepEqual(reached, expected.reached);
  assert.deepEqual(new Set(counts.map(lineOf)), new Set(expected.counts.map(lineOf)));
}

function lineOf({ type, subtype, robot, detail, count }: Tally): string {
  return JSON.stringify([type, subtype, robot, detail, count]);
}

function assertHas(log: EventLog, model: MemoryEventLog, scope: Scope) {
  assert.equal(log.has(scope), model.has(scope), JSON.stringify(scope));
}

/**
 * Registers tests with random logs and random queries.
 *
 * Two measures: what the plainest implementation finds, and laws that tie the answers of one log to each other.
 */
export function eventLogProperties(name: string, make: MakeLogs): void {
  const questions = (most: number) => fc.array(anyQuestion, { minLength: 1, maxLength: most, size: 'max' });

  describe(`${name}, whatever it holds and whatever it is asked`, () => {
    test('answers as the plainest log does', () =>
      fc.assert(
        fc.asyncProperty(
          anyHistory(10, 80),
          questions(200),
          fc.array(anyScope, { maxLength: 10 }),
          async (history, asked, scopes) =>
            withLog(make, async (log) => {
              const model = new MemoryEventLog();
              await fill(log, model, history, asked);
              for (const question of asked) await assertAnswer(log, model, question);
              for (const scope of scopes) assertHas(log, model, scope);
            }),
        ),
        { numRuns: CASES, interruptAfterTimeLimit: LONGEST },
      ));

    test('answers as the plainest log does when there is much to pass over', () =>
      fc.assert(
        fc.asyncProperty(anyHistory(12, 800), questions(120), async (history, asked) =>
          withLog(make, async (log) => {
            const model = new MemoryEventLog();
            await fill(log, model, history, asked);
            for (const question of asked) await assertAnswer(log, model, question);
          }),
        ),
        // Thousands of events cannot be made few in that time.
        { numRuns: Math.ceil(CASES / 10), interruptAfterTimeLimit: LONGEST, endOnFailure: true },
      ));

    test('answers consistently', () =>
      fc.assert(
        fc.asyncProperty(
          anyHistory(6, 60),
          fc.array(fc.tuple(anyQuestion, anyTime, fc.nat()), { minLength: 1, maxLength: 20, size: 'max' }),
          async (history, asked) =>
            withLog(make, async (log) => {
              for (const entries of history) await log.append(entries);
              for (const [question, instant, position] of asked) {
                const cut = { instant, position: position % (log.head() + 1) };
                await assertLaws(log, queryFor(question, log.head()), cut);
              }
            }),
        ),
        { numRuns: CASES, interruptAfterTimeLimit: LONGEST },
      ));
  });
}
