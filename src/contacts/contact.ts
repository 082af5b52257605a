import Type, { type Static } from 'typebox';
import { hashUnicity } from '../events/facets.ts';
import type { Footprint } from '../events/model/receiver.ts';
import { wholeSeconds } from '../time/whole-seconds.ts';
import { BOUNCE_CODES, type Bounce } from './bounce.ts';
import { formatContactId } from './contact-id.ts';
import { NumericId } from './field.ts';
import { MEDIA, type RedListEntry } from './red-list.ts';
import type { StoredValue } from './values/check-value.ts';

/** The values of a contact by the id of their field; fields without a value are absent. */
export type Values = Readonly<Record<string, StoredValue>>;

/** A contact as it is kept. Instants are milliseconds since 1970. */
export type Contact = {
  id: number;
  unicity: string;
  created: number;
  updated: number;
  values: Values;
};

/** A contact is found by the number of its id, or by the lower-case MD5 of its unicity. */
export type ContactName = { by: 'id'; id: number } | { by: 'hash'; hash: string };

const Seconds = Type.String({ description: 'Seconds since 1970, as a text' });
const Listed = Type.Object({ timestamp: Seconds, reason: Type.Integer({ description: 'The origin' }) });

/** A contact as it is shown: NP6 calls it a target. */
export const Target = Type.Object({
  id: Type.String({ description: 'Eight characters in base 36' }),
  hash: Type.String({ description: 'Lower-case MD5 of the unicity' }),
  creationDate: Type.String({ description: 'UTC' }),
  lastUpdateDate: Type.String({ description: 'UTC' }),
  fields: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Array(Type.String())]), {
    description: 'Values by the id of their field',
  }),
  bounce: Type.Array(
    Type.Object({
      field: NumericId,
      type: Type.Integer({ description: '1 hard, 0 soft' }),
      timestamp: Seconds,
      reason: Type.Integer({
        description: Object.entries(BOUNCE_CODES)
          .map((each) => each.join(' '))
          .join(', '),
      }),
    }),
    { description: 'The last bounce of each field that holds an address' },
  ),
  redList: Type.Object(
    { mail: Type.Optional(Listed), sms: Type.Optional(Listed) },
    { description: 'The media on whose red list the contact is' },
  ),
});
export type Target = Static<typeof Target>;

/** What else is shown of a contact. */
export type Marks = { bounces: readonly Bounce[]; redListed: readonly RedListEntry[] };

export function targetOf(contact: Contact, { bounces, redListed }: Marks): Target {
  return {
    id: formatContactId(contact.id),
    hash: hashUnicity(contact.unicity),
    creationDate: wholeSeconds(contact.created),
    lastUpdateDate: wholeSeconds(contact.updated),
    fields: Object.fromEntries(
      Object.entries(contact.values).map(([id, value]) => [
        id,
        typeof value === 'object' ? [...value] : value,
      ]),
    ),
    ...marksOf({ bounces, redListed }),
  };
}

/** The members of a target that tell why it may not be reached. */
export function marksOf({ bounces, redListed }: Marks): Pick<Target, 'bounce' | 'redList'> {
  const redList: Target['redList'] = {};
  for (const medium of MEDIA) {
    const entry = redListed.find((each) => each.medium === medium);
    if (entry !== undefined) redList[medium] = { timestamp: seconds(entry.timestamp), reason: entry.origin };
  }
  const bounce = bounces.map(({ field, type, timestamp }) => ({
    field,
    type: type.startsWith('hard') ? 1 : 0,
    timestamp: seconds(timestamp),
    reason: BOUNCE_CODES[type],
  }));
  return { bounce, redList };
}

/** All the names of a contact at once, as events have them. */
export function footprintOf({ id, unicity }: Pick<Contact, 'id' | 'unicity'>): Footprint {
  return { type: 'footprint', id: formatContactId(id), unicity, hash: hashUnicity(unicity) };
}

function seconds(milliseconds: number): string {
  return String(Math.floor(milliseconds / 1000));
}
