import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, beforeEach } from 'node:test';
import { addDomain } from '../../src/senders/domains.ts';
import { HandedOver, OTHER } from './handed-over.ts';
import { call, done, KEEPER } from './json-calls.ts';
import { get } from './promised-feeds.ts';
import { DEMO, type ServerWish, serve } from './server.ts';
import { validatedAction } from './validated-action.ts';

const contact = (number: number, unicity: string) => ({
  type: 'footprint',
  id: `0000000${number}`,
  unicity,
  hash: createHash('md5').update(unicity).digest('hex'),
});

/** The contacts, with all their names. */
export const ANNE = contact(1, 'anne@example.com');
export const BEN = contact(2, 'ben@example.com');

/** The type of the body of an execution of an e-mail. */
export const EMAIL = 'application/vnd.np6.cm.email';

export const to = ({ id }: typeof ANNE) => ({ recipient: { type: 'id', value: id } });

/**
 * A server with these contacts, a domain, and a message in production, for all tests of a file: it ends after them, and
 * what was handed over is forgotten before each. `path` is the message; `execute` and `executeMany` ask for executions of
 * it, or of another.
 */
export async function serveExecutions(settings: ServerWish['settings'] = {}) {
  const handed = new HandedOver();
  const server = await serve({
    accounts: [DEMO, OTHER],
    settings,
    dispatchOf: (account) => handed.of(account),
  });
  after(() => server.close());
  beforeEach(() => handed.forget());
  const client = await server.client({ permissions: KEEPER });
  for (const { id, unicity } of [ANNE, BEN]) {
    const made = await done(call(client, 'POST', '/targets', { Email: unicity }));
    assert.equal(get(made, 'id'), id);
  }
  await addDomain(server.catalog.db, DEMO, 'example.com');
  const path = await validatedAction(client);
  const send = (url: string, value: unknown, headers: Record<string, string> = {}) =>
    call(client, 'POST', url, value, { 'Content-Type': EMAIL, ...headers });
  const execute = (value: unknown, from = path) => send(`${from}/execution`, value);
  const executeMany = (value: unknown, from = path) => send(`${from}/executions`, value);
  return { handed, server, client, path, send, execute, executeMany };
}
