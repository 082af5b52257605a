import assert from 'node:assert/strict';
import { type Exposition, readExposition } from './exposition.ts';
import type { HttpClient } from './http-client.ts';

/** How long a test waits for a metric: an answer is counted a moment after its client has read it. */
const PATIENCE = 10_000;

export async function scrape(client: HttpClient): Promise<Exposition> {
  const reply = await client.get('/metrics');
  assert.equal(reply.status, 200, reply.body.toString());
  return readExposition(reply.body.toString());
}

/** Asks again and again until what is exposed is as expected, and fails when it never is. */
export async function scrapeUntil(
  client: HttpClient,
  expected: string,
  isAsExpected: (exposition: Exposition) => boolean,
): Promise<Exposition> {
  const end = performance.now() + PATIENCE;
  for (;;) {
    const exposition = await scrape(client);
    if (isAsExpected(exposition)) return exposition;
    assert.ok(performance.now() < end, `never came: ${expected}`);
  }
}
