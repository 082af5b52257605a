import { after } from 'node:test';
import type { HttpClient } from './http-client.ts';
import { KEEPER } from './json-calls.ts';
import { serve, type TestServer } from './server.ts';

/** One server for all tests of a file, and a client that may keep contacts. */
export async function serveKeeper(): Promise<{ server: TestServer; client: HttpClient }> {
  const server = await serve();
  after(() => server.close());
  return { server, client: await server.client({ permissions: KEEPER }) };
}
