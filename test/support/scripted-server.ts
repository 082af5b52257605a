import { pino } from 'pino';
import type { AuthenticatedKey } from '../../src/accounts/key-ring.ts';
import { readSettings } from '../../src/config/read-settings.ts';
import { MemoryEventLog } from '../../src/events/memory/memory-event-log.ts';
import { Publisher } from '../../src/events/publisher.ts';
import { createApp } from '../../src/http/app.ts';
import { routesOf } from '../../src/http/routes.ts';
import { DEMO } from './server.ts';

export type Script = () => AsyncGenerator<Uint8Array>;

/** A log whose reads do what a test says, whatever is asked. */
class ScriptedLog extends MemoryEventLog {
  readonly #script: Script;

  constructor(script: Script) {
    super();
    this.#script = script;
  }

  override has(): boolean {
    return true;
  }

  override read(): AsyncGenerator<Uint8Array> {
    return this.#script();
  }
}

export type ScriptedServer = { url: string; errors: readonly string[]; close(): Promise<void> };

/** The whole of the HTTP side over a scripted log, to every key. */
export async function serveScript(script: Script, stallTimeout = 30): Promise<ScriptedServer> {
  const log = new ScriptedLog(script);
  const settings = readSettings({});
  const publisher = new Publisher(log, settings);
  const key: AuthenticatedKey = {
    account: DEMO,
    keyId: 'key',
    name: 'key',
    permissions: new Set(['events:read', 'events:write']),
  };
  const services = {
    authenticate: async () => key,
    logOf: () => log,
    publisherOf: () => publisher,
    now: Date.now,
  };
  const errors: string[] = [];
  const app = await createApp({
    services,
    routes: routesOf(services, settings),
    logger: pino({ level: 'error' }, { write: (line: string) => void errors.push(line) }),
    rateLimit: 0,
    stallTimeout,
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    errors,
    async close() {
      app.server.closeAllConnections();
      await app.close();
    },
  };
}
