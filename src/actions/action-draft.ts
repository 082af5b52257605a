import Type, { type Static, type TObject, type TProperties, type TSchema } from 'typebox';
import { NumericId } from '../contacts/field.ts';
import { ACTION_TYPES } from './action.ts';
import { SCHEDULER_TYPES } from './scheduler.ts';

/** The longest texts that an action may have, in characters. */
export const LONGEST = {
  name: 250,
  description: 1000,
  subject: 1000,
  label: 250,
  address: 254,
  part: 1_048_576,
  /** One text message. */
  sms: 160,
  environment: 16_384,
};

/** How many segments a campaign may name. */
const MOST_SEGMENTS = 1000;

function maybe<T extends TSchema>(schema: T) {
  return Type.Optional(Type.Union([schema, Type.Null()]));
}

/** An object of which any part may be left out. PHP writes one that is empty as an empty array. */
function members<T extends TProperties>(properties: T) {
  const whole: TObject<T> = Type.Object(properties);
  return Type.Optional(Type.Union([whole, Type.Null(), Type.Array(Type.Unknown(), { maxItems: 0 })]));
}

const text = (maxLength: number) => maybe(Type.String({ maxLength }));
const flag = maybe(Type.Boolean());
const number = maybe(NumericId);
const choice = maybe(Type.Integer({ minimum: 0, maximum: 2 }));
const rate = maybe(Type.Number());
const instant = maybe(Type.Union([Type.String({ maxLength: 64 }), Type.Integer()]));
const segments = maybe(Type.Array(NumericId, { maxItems: MOST_SEGMENTS }));

const SettingsDraft = members({
  templating: members({ version: maybe(Type.Union([Type.String({ maxLength: 16 }), Type.Number()])) }),
  editionMode: choice,
  purpose: members({ type: text(64) }),
  consent: choice,
  priority: flag,
  importance: flag,
  environment: maybe(
    Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Array(Type.Unknown(), { maxItems: 0 })]),
  ),
  field: number,
  culture: text(35),
  contentFormat: number,
  useFormLinkSSL: flag,
  sendingProfile: number,
  performance: members({
    openingRate: rate,
    clickRate: rate,
    unsubscribedRate: rate,
    /** As the legacy reference spells it. */
    unsubscribeRate: rate,
  }),
  mp: members({ use: flag, increment: flag }),
  webAnalyser: number,
  archive: flag,
  smsFormat: number,
  smsType: number,
  countries: maybe(Type.Array(Type.String({ pattern: '^[A-Z]{3}$' }), { maxItems: 300 })),
});

const ContentDraft = members({
  headers: members({
    from: members({
      prefix: text(LONGEST.address),
      domain: text(LONGEST.address),
      label: text(LONGEST.label),
    }),
    reply: text(LONGEST.address),
  }),
  subject: text(LONGEST.subject),
  html: text(LONGEST.part),
  text: text(LONGEST.part),
  textContent: text(LONGEST.sms),
});

const SchedulerDraft = members({
  type: maybe(Type.Enum([...SCHEDULER_TYPES])),
  startDate: instant,
  endDate: instant,
  segments: members({ selected: segments, excluded: segments }),
  speed: number,
});

/**
 * What a caller says of an action. What is absent, or null where null is no value, stays as it is, or is what an action
 * has when nothing was said. Members of the other medium, of messages or of campaigns alone, and those that the server
 * gives, are ignored: programs send back whole what they have read.
 */
export const ActionDraft = Type.Object(
  {
    type: Type.Optional(Type.Enum([...ACTION_TYPES])),
    name: Type.Optional(Type.Union([Type.String({ maxLength: LONGEST.name }), Type.Null()])),
    description: text(LONGEST.description),
    informations: members({ folder: number, category: number }),
    settings: SettingsDraft,
    content: ContentDraft,
    scheduler: SchedulerDraft,
  },
  { description: 'Members that are not known, and those that the server gives, are ignored' },
);
export type ActionDraft = Static<typeof ActionDraft>;
export type SettingsDraft = Exclude<ActionDraft['settings'], undefined | null | unknown[]>;
export type ContentDraft = Exclude<ActionDraft['content'], undefined | null | unknown[]>;
export type SchedulerDraft = Exclude<ActionDraft['scheduler'], undefined | null | unknown[]>;

/** The members of a part of a draft; an empty object when nothing was said. */
export function said<T extends object>(part: T | unknown[] | null | undefined): Partial<T> {
  return part === undefined || part === null || Array.isArray(part) ? {} : part;
}
