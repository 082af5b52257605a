import Type, { type Static, type TProperties, type TSchema } from 'typebox';
import { MAIL_LIMITS } from '../mail/mail-limits.ts';
import { LONGEST } from './action-draft.ts';
import { RecipientDraft } from './recipient.ts';
import { VariablesDraft } from './validation-draft.ts';

/** How many messages one request may ask for. */
export const MOST_EXECUTIONS = 1000;

/** Base64 takes four characters for three bytes. */
const LONGEST_DATA = Math.ceil(MAIL_LIMITS.attachment / 3) * 4;

function maybe<T extends TSchema>(schema: T) {
  return Type.Optional(Type.Union([schema, Type.Null()]));
}

function members<T extends TProperties>(properties: T) {
  return maybe(Type.Object(properties));
}

const Uuid = Type.String({ pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' });
const Data = Type.Record(Type.String(), Type.Unknown(), { description: 'For the template' });
const Base64 = Type.String({ maxLength: LONGEST_DATA, description: 'The bytes in base64' });

/** What ties the events of a message together; what is absent is made. */
export const StampDraft = Type.Object({
  time: Type.Optional(Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 })),
  id: Type.Optional(Uuid),
  thread: Type.Optional(Uuid),
  set: Type.Optional(Uuid),
});

/** Parts in place of those of the action; templates like them. */
export const ViewsDraft = Type.Object({
  subject: maybe(Type.String({ maxLength: LONGEST.subject })),
  html: maybe(Type.String({ maxLength: LONGEST.part })),
  text: maybe(Type.String({ maxLength: LONGEST.part })),
  fromLabel: maybe(Type.String({ maxLength: LONGEST.label })),
  fromPrefix: maybe(Type.String({ maxLength: LONGEST.address })),
  replyTo: maybe(Type.String({ maxLength: LONGEST.address })),
});
export type ViewsDraft = Static<typeof ViewsDraft>;

export const AttachmentDraft = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 255 }),
  mime: Type.String({ pattern: '^[\\w!#$&^.+-]{1,127}/[\\w!#$&^.+-]{1,127}$' }),
  data: Type.Union([Base64, Type.Object({ value: Base64 })]),
});
export type AttachmentDraft = Static<typeof AttachmentDraft>;

/** The members that executions and renders share. */
export const OVERRIDES = {
  related: Type.Optional(Type.Unknown({ description: 'Taken and not used' })),
  headers: members({
    from: members({
      label: maybe(Type.String({ maxLength: LONGEST.label })),
      prefix: maybe(Type.String({ maxLength: LONGEST.address })),
      domain: maybe(Type.String({ maxLength: LONGEST.address })),
    }),
    reply: maybe(Type.String({ maxLength: LONGEST.address })),
  }),
  subject: maybe(Type.String({ maxLength: LONGEST.subject })),
  content: maybe(
    Type.Object(
      {
        html: maybe(Type.String({ maxLength: LONGEST.part })),
        text: maybe(Type.String({ maxLength: LONGEST.part })),
      },
      { description: 'In place of the whole content of the action, and sent as it is' },
    ),
  ),
  data: maybe(Data),
  variables: maybe(VariablesDraft),
  blocks: Type.Optional(
    Type.Union([Type.Array(Type.Unknown(), { maxItems: 0 }), Type.Null()], {
      description: 'Not possible here: empty or absent',
    }),
  ),
  stamp: maybe(StampDraft),
};

/** A message that is asked for. */
export const ExecutionDraft = Type.Object(
  {
    recipient: RecipientDraft,
    ...OVERRIDES,
    copies: maybe(
      Type.Array(Type.Object({ type: Type.Enum(['cc', 'bcc']), recipient: RecipientDraft }), {
        maxItems: MAIL_LIMITS.recipients - 1,
        description: 'Contacts that get the same message',
      }),
    ),
    attachments: maybe(Type.Array(AttachmentDraft, { maxItems: MAIL_LIMITS.attachments })),
    urgent: maybe(Type.Boolean({ description: 'Whether it leaves before others' })),
    important: maybe(Type.Boolean({ description: 'Whether mail programs flag it as important' })),
  },
  { description: 'Members that are not known are ignored' },
);
export type ExecutionDraft = Static<typeof ExecutionDraft>;

/** What executions and renders may say in place of the action. */
export type OverridesDraft = Pick<
  ExecutionDraft,
  'headers' | 'subject' | 'content' | 'data' | 'variables' | 'stamp'
>;
