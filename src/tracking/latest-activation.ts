import { eachEvent } from '../events/each-event.ts';
import type { EventLog } from '../events/log.ts';
import type { LatestActivation } from './older-links.ts';

/** How many messages of a contact are looked at, the newest first. */
const MOST_MESSAGES = 1000;

/** The last message of an action to a contact, as its activation tells; undefined when none left, or long ago. */
export async function latestActivation(
  log: Pick<EventLog, 'head' | 'read'>,
  action: string,
  contact: string,
): Promise<LatestActivation | undefined> {
  const activations = eachEvent(log, {
    scope: { of: 'contact', id: contact },
    types: ['activation'],
    robots: 'shown',
    after: 0,
    upTo: log.head(),
    sort: 'desc',
  });
  let looked = 0;
  for await (const event of activations) {
    if (++looked > MOST_MESSAGES) return undefined;
    if (event.type !== 'activation') continue;
    const { id, kind, stamp } = event.source.detail.activation;
    const of = kind === 'campaign' ? 'campaign' : 'message';
    if (id === action) return { of, stamp, sentAt: event.timestamp };
  }
  return undefined;
}
