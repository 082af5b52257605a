import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { addDomain } from '../../src/senders/domains.ts';
import { type HandedOver, OTHER } from './handed-over.ts';
import type { HttpClient } from './http-client.ts';
import { call, done, KEEPER } from './json-calls.ts';
import { get } from './promised-feeds.ts';
import { DEMO, serve, type TestServer } from './server.ts';
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

export const to = ({ id }: typeof ANNE) => ({ recipient: { type: 'id', value: id } });

/** A server with these contacts, a domain, and a message in production. */
export async function serveExecutions(
  handed: HandedOver,
): Promise<{ server: TestServer; client: HttpClient; path: string }> {
  const server = await serve({ accounts: [DEMO, OTHER], dispatchOf: (account) => handed.of(account) });
  const client = await server.client({ permissions: KEEPER });
  for (const { id, unicity } of [ANNE, BEN]) {
    const made = await done(call(client, 'POST', '/targets', { Email: unicity }));
    assert.equal(get(made, 'id'), id);
  }
  await addDomain(server.catalog.db, DEMO, 'example.com');
  return { server, client, path: await validatedAction(client) };
}
