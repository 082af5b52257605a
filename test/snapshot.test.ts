import assert from 'node:assert/strict';
import type { OutgoingHttpHeaders } from 'node:http';
import { after, test } from 'node:test';
import { type HttpClient, jsonOf, logPosition, plainBody, type Reply } from './support/http-client.ts';
import { get } from './support/promised-feeds.ts';
import { execution, lines } from './support/sample-events.ts';
import { serve } from './support/server.ts';

const STREAMED = 24_000;
const SINGLE_FIRST = 1_000_000;
const EXPORTS = 20;
const PIECE = 400;

const server = await serve();
after(() => server.close());

/** Thousands of events of each of few milliseconds, in no order: ties and late arrivals everywhere. */
function event(number: number): object {
  const timestamp = Date.UTC(2026, 2, 1) + ((number * 7919) % 25);
  return execution({ number, timestamp, action: number % 3 === 0 ? '000PE4' : '000PE5' });
}

/** Lets the stream run ahead of the exports by one share, so that every export meets it. */
class Pace {
  #shares = 1;
  #wake = () => {};

  begin(): void {
    this.#shares += 1;
    this.#wake();
  }

  async allow(numbers: number): Promise<void> {
    while (numbers > (this.#shares * STREAMED) / EXPORTS) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

async function* stream(pace: Pace): AsyncGenerator<string> {
  for (let from = 0; from < STREAMED; from += PIECE) {
    await pace.allow(from + PIECE);
    yield lines(Array.from({ length: PIECE }, (_, index) => event(from + index)));
    // The rest of the process, server and readers, has its turn between two pieces.
    await new Promise(setImmediate);
  }
}

/** Publishes one event after the other until told to stop. `acknowledged` is how many are known to be stored. */
async function publishSingly(client: HttpClient, state: { stop: boolean; acknowledged: number }) {
  while (!state.stop) {
    const reply = await client.publish(JSON.stringify(event(SINGLE_FIRST + state.acknowledged)));
    assert.equal(reply.status, 200, reply.body.toString());
    state.acknowledged += 1;
  }
}

type Export = {
  query: string;
  position: number;
  /** What was acknowledged to the publisher of single events before the export was asked for. */
  before: number;
  streamed: number[];
  singles: number[];
};

const FORMS: OutgoingHttpHeaders[] = [
  { Accept: 'application/json', 'Accept-Encoding': 'identity' },
  { Accept: 'application/x-ndjson', 'Accept-Encoding': 'gzip' },
  { Accept: 'application/x-ndjson', 'Accept-Encoding': 'identity' },
  { Accept: 'application/json', 'Accept-Encoding': 'gzip' },
];
const ORDERS = ['sort=asc', 'sort=desc', ''];

test('exports during heavy publishing are snapshots: no gap, no double, and sorted when asked', async () => {
  const [writer, single, reader] = [await server.client(), await server.client(), await server.client()];
  const state = { stop: false, acknowledged: 0 };
  const pace = new Pace();
  const streaming = writer.publishLines(stream(pace)).finally(() => {
    state.stop = true;
  });
  const publishing = publishSingly(single, state);
  const exports: Export[] = [];
  for (let number = 0; number < EXPORTS; number++) {
    pace.begin();
    exports.push(await take(reader, number, state.acknowledged));
  }
  const during = exports.filter(({ streamed }) => streamed.length < STREAMED).length;
  const receipt = jsonOf(await streaming);
  await publishing;

  assert.equal(get(receipt, 'accepted'), STREAMED);
  assert.ok(during >= EXPORTS / 2, `only ${during} exports were taken while events were published`);
  for (const taken of exports) {
    const { streamed, singles, position, before, query } = taken;
    // Each publisher's events come in its order, so what an export holds of them are the first ones, each once.
    assertFirst(streamed, 0, query);
    assertFirst(singles, SINGLE_FIRST, query);
    assert.equal(streamed.length + singles.length, position, `${query}: as many as the position says`);
    assert.ok(singles.length >= before, 'what was acknowledged before is in it');
  }

  const all = briefly(await reader.get('/actions/events')).map(({ number }) => number);
  const total = STREAMED + state.acknowledged;
  assert.equal(new Set(all).size, total);
  assert.equal(all.length, total);
  // What came after a position and what an export at that position held are all there is, and share nothing.
  for (const taken of exports.slice(0, 3)) {
    const later = await reader.get(`/actions/events?after=${taken.position}`);
    const rest = briefly(later).map(({ number }) => number);
    const seen = new Set([...taken.streamed, ...taken.singles]);
    assert.ok(rest.every((number) => !seen.has(number)));
    assert.equal(rest.length + seen.size, total);
  }
});

async function take(reader: HttpClient, number: number, before: number): Promise<Export> {
  const query = ORDERS[number % ORDERS.length] ?? '';
  const reply = await reader.get(`/actions/events?${query}`, FORMS[number % FORMS.length]);
  assert.equal(reply.status, 200);
  const items = briefly(reply);
  if (query !== '') assertSorted(query === 'sort=desc' ? items.toReversed() : items, query);
  const numbers = items.map((item) => item.number);
  return {
    query,
    position: logPosition(reply),
    before,
    streamed: numbers.filter((value) => value < SINGLE_FIRST),
    singles: numbers.filter((value) => value >= SINGLE_FIRST),
  };
}

type Brief = { timestamp: number; number: number };

/** What is compared of each event, found by a pattern: parsing a quarter of a million events would take most of the time. */
function briefly(reply: Reply): Brief[] {
  const text = plainBody(reply).toString();
  const events = text.matchAll(/"timestamp":(\d+),"identity".*?"data":\{"number":(\d+)\}/g);
  return Array.from(events, ([, timestamp, number]) => ({
    timestamp: Number(timestamp),
    number: Number(number),
  }));
}

/** By timestamp; of one millisecond, each publisher's in the order in which it published. */
function assertSorted(items: Brief[], query: string): void {
  let time = 0;
  let last = new Map<boolean, number>();
  for (const { timestamp, number } of items) {
    assert.ok(timestamp >= time, `${query}: an event is older than the one before`);
    if (timestamp > time) last = new Map();
    time = timestamp;
    const isSingle = number >= SINGLE_FIRST;
    assert.ok(number > (last.get(isSingle) ?? -1), `${query}: two events of one millisecond changed places`);
    last.set(isSingle, number);
  }
}

/** The numbers are the first ones from `first` on: none is missing, none is there twice. */
function assertFirst(numbers: number[], first: number, query: string): void {
  const ordered = numbers.toSorted((a, b) => a - b);
  const wrong = ordered.findIndex((number, index) => number !== first + index);
  assert.equal(wrong, -1, `${query}: ${ordered[wrong]} is in place of ${first + wrong}`);
}
