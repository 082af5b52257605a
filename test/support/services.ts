import type { AuthenticatedKey } from '../../src/accounts/key-ring.ts';
import { readSettings } from '../../src/config/read-settings.ts';
import type { EventLog } from '../../src/events/log.ts';
import { Publisher } from '../../src/events/publisher.ts';
import type { Services } from '../../src/http/services.ts';
import { DEMO } from './server.ts';

/** What the routes need, over one log that every key opens. */
export function servicesOver(log: EventLog): Services {
  const publisher = new Publisher(log, readSettings({}));
  const key: AuthenticatedKey = {
    account: DEMO,
    keyId: 'key',
    name: 'key',
    permissions: new Set(['events:read', 'events:write']),
  };
  return {
    authenticate: async () => key,
    logOf: () => log,
    publisherOf: () => publisher,
    now: Date.now,
  };
}
