import assert from 'node:assert/strict';
import { createdAction } from './action-fixtures.ts';
import type { HttpClient } from './http-client.ts';
import { call } from './json-calls.ts';

/** Creates an action, and brings it to production. */
export async function validatedAction(client: HttpClient, draft?: object): Promise<string> {
  const path = await createdAction(client, draft);
  for (const settings of [{ fortest: true, mediaForTest: 'proofs@example.com' }, { fortest: false }]) {
    const reply = await call(client, 'POST', `${path}/validation`, settings);
    assert.equal(reply.status, 204, String(reply.headers['x-problem-detail'] ?? reply.body));
  }
  return path;
}
