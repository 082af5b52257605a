import { eachEvent } from './each-event.ts';
import type { EventLog, Query } from './log.ts';

/** A push message that left for a contact. Instants are in milliseconds since 1970. */
export type RoutedNotification = {
  /** Id of the notification. */
  notification: number;
  /** When it left. */
  activation: number;
} & FirstHits;

/** When a message was first followed, and first swiped away; absent while nobody has done so. */
type FirstHits = { redirection?: number; dismiss?: number };

/** Of whom, and which messages by the time when they left. */
export type Selection = { contact: string } & Pick<Query, 'start' | 'end' | 'sort' | 'upTo'>;

type Log = Pick<EventLog, 'read'>;

type Message = Pick<RoutedNotification, 'notification' | 'activation'> & {
  stamp: { id: string; time: number };
};

/**
 * How many messages are held while their hits are looked for. Fewer take less memory; each lot reads the hits of the
 * contact anew, as far as they can belong to it.
 */
const LOT = 10_000;

/** All events of notifications have this text, and few others. */
const OF_NOTIFICATION = '"type":"notification"';

/** The push messages that left for a contact, however many; a bounded number of them is held at a time. */
export async function* routedNotifications(
  log: Log,
  selection: Selection,
): AsyncGenerator<RoutedNotification> {
  const { contact, ...window } = selection;
  const query: Query = {
    ...window,
    scope: { of: 'contact', id: contact },
    types: ['activation'],
    robots: 'hidden',
    after: 0,
  };
  let lot: Message[] = [];
  for await (const event of eachEvent(log, query, OF_NOTIFICATION)) {
    if (event.type !== 'activation' || event.source.type !== 'notification') continue;
    const { id, stamp } = event.source.detail.activation;
    lot.push({
      notification: id,
      activation: event.timestamp,
      stamp: { id: nameOf(stamp), time: stamp.time },
    });
    if (lot.length < LOT) continue;
    yield* withHits(log, selection, lot);
    lot = [];
  }
  if (lot.length > 0) yield* withHits(log, selection, lot);
}

async function* withHits(
  log: Log,
  { contact, upTo }: Selection,
  lot: readonly Message[],
): AsyncGenerator<RoutedNotification> {
  const hits = new Map<string, FirstHits>(lot.map(({ stamp }) => [stamp.id, {}]));
  const times = lot.map(({ stamp }) => stamp.time);
  for (const subtype of ['redirection', 'dismiss'] as const) {
    const query: Query = {
      scope: { of: 'contact', id: contact },
      types: ['hit'],
      subtype,
      activationStart: Math.min(...times),
      activationEnd: Math.max(...times) + 1,
      robots: 'hidden',
      after: 0,
      upTo,
    };
    for await (const event of eachEvent(log, query, OF_NOTIFICATION)) {
      if (event.type !== 'hit' || event.source.type !== 'notification') continue;
      const first = hits.get(nameOf(event.source.detail.activation.stamp));
      if (first !== undefined) first[subtype] = Math.min(first[subtype] ?? event.timestamp, event.timestamp);
    }
  }
  for (const { notification, activation, stamp } of lot) {
    yield { notification, activation, ...hits.get(stamp.id) };
  }
}

/** The id of a message, which may be spelled in two cases. */
function nameOf(stamp: { id: string }): string {
  return stamp.id.toLowerCase();
}
