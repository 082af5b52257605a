import type { AuthenticatedKey } from '../../src/accounts/key-ring.ts';
import { MemoryActionRecords } from '../../src/actions/memory/memory-action-records.ts';
import { readSettings } from '../../src/config/read-settings.ts';
import type { EventLog } from '../../src/events/log.ts';
import { Publisher } from '../../src/events/publisher.ts';
import { WELL } from '../../src/http/routes/health-examples.ts';
import type { Services } from '../../src/http/services.ts';
import type { Meter } from '../../src/metrics/meter.ts';
import { Renderer } from '../../src/rendering/renderer.ts';
import { previewLinks } from '../../src/tracking/preview-links.ts';
import { NO_DISPATCH } from './no-dispatch.ts';
import { NO_METER } from './no-meter.ts';
import { DEMO } from './server.ts';

/** What the routes need, over one log that every key opens. */
export function servicesOver(log: EventLog, meter: Meter = NO_METER): Services {
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
    contactsOf: () => {
      throw new Error('there are no contacts here');
    },
    categoriesOf: () => {
      throw new Error('there are no categories here');
    },
    actionsOf: () => ({
      records: new MemoryActionRecords(),
      categories: {
        find: async () => {
          throw new Error('there are no categories here');
        },
      },
      contacts: { fields: () => [], segments: () => [], find: () => undefined, footprints: () => [] },
      renderer: new Renderer(),
      tracker: { track: async () => [], previews: () => previewLinks('https://t.example.com') },
      conversations: { find: async () => undefined },
      dispatch: NO_DISPATCH,
      now: Date.now,
    }),
    visits: {
      read: async () => undefined,
      readOlder: async () => undefined,
      keep: async () => undefined,
      reader: () => ({ language: undefined, address: undefined }),
      mirror: async () => 'gone',
      formAddress: () => undefined,
      unsubscribe: async () => undefined,
    },
    mailroomOf: () => {
      throw new Error('no mail comes back here');
    },
    archives: { list: async function* () {}, read: async () => undefined, find: () => undefined },
    now: Date.now,
    health: async () => WELL,
    meter,
    metrics: async () => '',
  };
}
