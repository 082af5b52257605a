import Type, { type Static } from 'typebox';
import { wholeSeconds } from '../time/whole-seconds.ts';
import { formatContactId } from './contact-id.ts';

/** The media that a contact can refuse to be reached by. */
export const MEDIA = ['mail', 'sms'] as const;
export type Medium = (typeof MEDIA)[number];

/** The origins that only the red list of SMS has: STOP, blacklist, administrative, specific. */
export const FIRST_SMS_ORIGIN = 6;

const Origin = Type.Integer({
  minimum: 0,
  maximum: 9,
  description:
    '0 unknown, 1 API, 2 import, 3 form, 4 List-Unsubscribe, 5 complaint; of SMS only: 6 STOP, 7 blacklist, 8 administrative, 9 specific',
});

const Detail = Type.Object({}, { description: 'Free; `formId` when a form did it' });

/** A contact on a red list, as it is listed. */
export const RedListed = Type.Object({
  id: Type.String({ description: 'Id of the contact' }),
  timestamp: Type.String({ description: 'UTC' }),
  origin: Origin,
  detail: Detail,
});
export type RedListed = Static<typeof RedListed>;

/** What a caller says of it; the contact is named by the path. PHP writes an empty object as an empty array. */
export const RedListDraft = Type.Object(
  {
    timestamp: Type.Optional(Type.Union([Type.String({ maxLength: 64 }), Type.Integer(), Type.Null()])),
    origin: Type.Optional(Type.Union([Origin, Type.Null()])),
    detail: Type.Optional(Type.Union([Detail, Type.Array(Type.Unknown(), { maxItems: 0 }), Type.Null()])),
  },
  { description: 'Members that are not known are ignored' },
);
export type RedListDraft = Static<typeof RedListDraft>;

/** A contact on a red list, as it is kept. */
export type RedListEntry = {
  medium: Medium;
  /** Milliseconds since 1970. */
  timestamp: number;
  origin: number;
  /** A JSON object as text. */
  detail: string;
};

/** A line of a red list as JSON text; the detail is sent as it was stored. */
export function redListedText(contact: number, { timestamp, origin, detail }: RedListEntry): string {
  return `{"id":"${formatContactId(contact)}","timestamp":"${wholeSeconds(timestamp)}","origin":${origin},"detail":${detail}}`;
}
