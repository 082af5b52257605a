import { pino } from 'pino';
import { readSettings } from '../../src/config/read-settings.ts';
import { MemoryEventLog } from '../../src/events/memory/memory-event-log.ts';
import { createApp } from '../../src/http/app.ts';
import { routesOf } from '../../src/http/routes.ts';
import type { Meter } from '../../src/metrics/meter.ts';
import { NO_METER } from './no-meter.ts';
import { servicesOver } from './services.ts';

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
export async function serveScript(
  script: Script,
  stallTimeout = 30,
  meter: Meter = NO_METER,
): Promise<ScriptedServer> {
  const settings = readSettings({});
  const services = servicesOver(new ScriptedLog(script), meter);
  const errors: string[] = [];
  const app = await createApp({
    services,
    routes: routesOf(services, settings),
    logger: pino({ level: 'error' }, { write: (line: string) => void errors.push(line) }),
    rateLimit: 0,
    addressLimit: 0,
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
