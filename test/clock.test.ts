import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { itemsOf, jsonOf, logPosition } from './support/http-client.ts';
import { get } from './support/promised-feeds.ts';
import { execution, NOON } from './support/sample-events.ts';
import { serve } from './support/server.ts';

const HOUR = 3_600_000;

/** What the clock of the server shows, one time after the other: it is set back, forward, and stands still. */
const TIMES = [
  NOON,
  NOON + 1,
  NOON - HOUR,
  NOON - HOUR + 1,
  NOON + 24 * HOUR,
  NOON + 24 * HOUR,
  NOON,
  NOON + 2,
];

/** Events published at one time of the clock, of which every other one brings a timestamp of its own. */
const EACH = 20;

type Stored = { number: number; timestamp: number; position: number };

test('positions grow and windows are exact, whichever way the clock is set', async (t) => {
  const server = await serve();
  t.after(() => server.close());
  const client = await server.client();
  mock.timers.enable({ apis: ['Date'], now: NOON });
  t.after(() => mock.timers.reset());
  const stored: Stored[] = [];
  for (const time of TIMES) {
    mock.timers.setTime(time);
    const events = Array.from({ length: EACH }, (_, index) => {
      const number = stored.length + index;
      const { timestamp, ...event } = execution({ number, timestamp: NOON - 5 + number });
      return number % 2 === 0 ? event : { ...event, timestamp };
    });
    const reply = await client.publish(JSON.stringify(events));
    const position = stored.length + EACH;
    assert.deepEqual(jsonOf(reply), { accepted: EACH, duplicates: 0, position });
    for (const event of events) {
      const timestamp = 'timestamp' in event ? event.timestamp : time;
      stored.push({ number: stored.length, timestamp, position: stored.length + 1 });
    }
  }

  async function assertHolds(query: string, expected: readonly Stored[]): Promise<void> {
    const sorted = expected.toSorted((a, b) => a.timestamp - b.timestamp || a.position - b.position);
    for (const [sort, wanted] of [
      ['asc', sorted],
      ['desc', sorted.toReversed()],
    ] as const) {
      const reply = await client.get(`/actions/events?sort=${sort}&${query}`);
      const found = itemsOf(reply).map((event) => [
        get(event, 'source', 'detail', 'execution', 'data', 'number'),
        get(event, 'timestamp'),
      ]);
      assert.deepEqual(
        found,
        wanted.map(({ number, timestamp }) => [number, timestamp]),
        `${sort} ${query}`,
      );
      assert.equal(logPosition(reply), stored.length);
    }
  }

  await assertHolds('', stored);
  for (const time of new Set([...TIMES, ...stored.slice(0, 5).map(({ timestamp }) => timestamp)])) {
    for (const edge of [time - 1, time, time + 1]) {
      await assertHolds(
        `start=${edge}`,
        stored.filter(({ timestamp }) => timestamp >= edge),
      );
      await assertHolds(
        `end=${edge}`,
        stored.filter(({ timestamp }) => timestamp < edge),
      );
    }
    await assertHolds(
      `start=${time}&end=${time + 1}`,
      stored.filter(({ timestamp }) => timestamp === time),
    );
  }
  // Whoever asks for what is new gets it, however old it says it is.
  for (let after = 0; after <= stored.length; after += EACH / 2)
    await assertHolds(
      `after=${after}`,
      stored.filter(({ position }) => position > after),
    );
  assert.deepEqual(server.errors, []);
});
