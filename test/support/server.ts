import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { type AccountName, parseAccount } from '../../src/accounts/account.ts';
import { createAccount } from '../../src/accounts/accounts.ts';
import { createKey, type KeyWish } from '../../src/accounts/keys.ts';
import type { Dispatch } from '../../src/actions/dispatch.ts';
import { readSettings } from '../../src/config/read-settings.ts';
import type { Settings } from '../../src/config/settings.ts';
import { startServer } from '../../src/server.ts';
import { type Catalog, openCatalog } from '../../src/storage/catalog.ts';
import { HttpClient } from './http-client.ts';

/** The account that the fixtures belong to. */
export const DEMO = parseAccount('DEMO/028');

export type ServerWish = {
  /** Accounts that exist from the beginning. */
  accounts?: readonly AccountName[];
  settings?: Partial<Omit<Settings, 'data' | 'host' | 'port'>>;
  /** Where what is to be sent goes; the server's own when it is absent. */
  dispatchOf?: (account: AccountName) => Dispatch;
  /** How often it is looked whether a canary is due, in milliseconds. */
  canariesEvery?: number;
};

/** A server on a folder of its own and on a free port, with what a test needs to look at it from all sides. */
export type TestServer = {
  url: string;
  data: string;
  /** Opened beside the server's own, as another process would open it. */
  catalog: Catalog;
  /** What the server logged as an error: an unforeseen failure, whatever the client was told. */
  errors: readonly string[];
  /** A client with a new key; of the account of the fixtures unless another is named. */
  client(wish?: KeyWish, account?: AccountName): Promise<HttpClient>;
  /** A client that sends no key of its own. */
  stranger(): HttpClient;
  close(): Promise<void>;
};

export async function serve({
  accounts = [DEMO],
  settings = {},
  ...options
}: ServerWish = {}): Promise<TestServer> {
  const data = await mkdtemp(join(tmpdir(), 'chappe-http-'));
  const errors: string[] = [];
  const clients: HttpClient[] = [];
  // Tests send more requests than a well-behaved program; those of the limit set one.
  const values: Settings = { ...readSettings({}), rateLimit: 0, ...settings, data, port: 0 };
  const prepare = async ({ catalog }: { catalog: Catalog }) => {
    for (const account of accounts) await createAccount(catalog.db, account);
  };
  const server = await startServer(values, errorsInto(errors), { prepare, ...options });
  const catalog = await openCatalog(data);
  const connect = (key?: string) => {
    const client = new HttpClient(server.url, key);
    clients.push(client);
    return client;
  };
  return {
    url: server.url,
    data,
    catalog,
    errors,
    client: async (wish = {}, account = DEMO) => connect((await createKey(catalog.db, account, wish)).key),
    stranger: () => connect(),
    async close() {
      for (const client of clients) client.close();
      await catalog.close();
      await server.close(0);
      await rm(data, { recursive: true });
    },
  };
}

function errorsInto(errors: string[]) {
  const lines = new Writable({
    write(line, _encoding, done) {
      errors.push(String(line));
      done();
    },
  });
  return pino({ level: 'error' }, lines);
}
