import Type, { type Static, type TSchema } from 'typebox';
import { Refusal } from '../contacts/refusal.ts';
import { LONGEST } from './action-draft.ts';
import type { ActionDesk } from './desk.ts';
import type { Attachment, Copy, Execution } from './dispatch.ts';
import { requireExecutable, requireReplaceable, take } from './executing.ts';
import { ViewsDraft } from './execution-draft.ts';
import type { FirstAnswer } from './first-answer.ts';
import { readOverrides, readSender, readStamp, requireSendable, requireSize } from './overrides.ts';
import { findRecipient, RecipientDraft } from './recipient.ts';
import { requireDomain, unknownReference } from './references.ts';
import { readLine, readReply } from './sender-text.ts';

const MOST_COPIES = 49;

function maybe<T extends TSchema>(schema: T) {
  return Type.Optional(Type.Union([schema, Type.Null()]));
}

const Ids = maybe(
  Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
    maxItems: MOST_COPIES,
    description: 'Ids of contacts that get the same message',
  }),
);

/** What the older sends may say in place of the action: by `views`, or by `content` and `header` as before them. */
const older = {
  views: maybe(ViewsDraft),
  data: maybe(Type.Record(Type.String(), Type.Unknown(), { description: 'For the template' })),
  cc: Ids,
  bcc: Ids,
  content: maybe(
    Type.Object(
      {
        html: maybe(Type.String({ maxLength: LONGEST.part })),
        text: maybe(Type.String({ maxLength: LONGEST.part })),
      },
      { description: 'In place of the whole content of the action, and sent as it is' },
    ),
  ),
  header: maybe(
    Type.Object({
      subject: maybe(Type.String({ maxLength: LONGEST.subject })),
      mailFrom: maybe(Type.String({ maxLength: LONGEST.address })),
      replyTo: maybe(Type.String({ maxLength: LONGEST.address })),
    }),
  ),
};

/** A message as it was asked for before executions. */
export const OlderSendDraft = Type.Object(older, { description: 'Members that are not known are ignored' });
export type OlderSendDraft = Static<typeof OlderSendDraft>;

/** One of several. */
export const OlderBulkDraft = Type.Object({ recipient: RecipientDraft, ...older });
export type OlderBulkDraft = Static<typeof OlderBulkDraft>;

/**
 * Asks for one message to a contact, and gives its id.
 *
 * @param more.answerOf makes of the id what is remembered as the answer, if that is wanted.
 * @throws Refusal, DispatchUnavailable
 */
export async function sendOlder(
  desk: ActionDesk,
  id: string,
  contact: string,
  draft: OlderSendDraft,
  {
    attachments = [],
    answerOf,
  }: { attachments?: readonly Attachment[]; answerOf?: ((id: string) => FirstAnswer) | undefined } = {},
): Promise<string> {
  const action = await requireExecutable(desk, id);
  const recipient = findRecipient(desk.contacts, { type: 'id', value: contact });
  if (recipient === undefined) {
    throw new Refusal('not-found', `the account has no contact '${contact.slice(0, 50)}'`);
  }
  const files = attachments.map((file, index) => requireSendable(file, `/attachments/${index}`));
  const execution: Execution = {
    recipient: recipient.footprint,
    stamp: readStamp(undefined, desk.now()),
    ...ownPartsOf(desk, draft, ''),
    ...(files.length > 0 && { attachments: files }),
  };
  requireSize(execution, '');
  requireReplaceable(action, execution);
  await requireDomain(desk, execution.domain, '/header/mailFrom');
  await take(desk, action, [execution], answerOf?.(execution.stamp.id));
  return execution.stamp.id;
}

/**
 * Asks for several messages, and gives their ids in the order of the drafts. Their answer cannot tell which of them
 * failed, so nothing is sent when a contact is not there.
 *
 * @param answerOf makes of the ids what is remembered as the answer, if that is wanted.
 * @throws Refusal, DispatchUnavailable
 */
export async function sendOlderToMany(
  desk: ActionDesk,
  id: string,
  drafts: readonly OlderBulkDraft[],
  answerOf?: (ids: readonly string[]) => FirstAnswer,
): Promise<string[]> {
  const action = await requireExecutable(desk, id);
  const now = desk.now();
  const executions = drafts.map((draft, index): Execution => {
    const recipient = findRecipient(desk.contacts, draft.recipient);
    if (recipient === undefined)
      throw unknownReference(`/${index}/recipient`, 'contact', JSON.stringify(draft.recipient).slice(0, 100));
    const execution = {
      recipient: recipient.footprint,
      stamp: readStamp(undefined, now),
      ...ownPartsOf(desk, draft, `/${index}`),
    };
    requireReplaceable(action, execution);
    return execution;
  });
  for (const [index, { domain }] of executions.entries())
    await requireDomain(desk, domain, `/${index}/header/mailFrom`);
  const ids = executions.map(({ stamp }) => stamp.id);
  await take(desk, action, executions, answerOf?.(ids));
  return ids;
}

function ownPartsOf(
  desk: ActionDesk,
  draft: OlderSendDraft,
  pointer: string,
): Omit<Execution, 'recipient' | 'stamp'> {
  const { subject, mailFrom, replyTo } = draft.header ?? {};
  const sender = mailFrom ? readSender(mailFrom, `${pointer}/header/mailFrom`) : undefined;
  const overrides = readOverrides(
    {
      subject: readLine(subject, `${pointer}/header/subject`) ?? null,
      headers: {
        from: sender ?? null,
        reply: readReply(replyTo, `${pointer}/header/replyTo`) ?? null,
      },
      ...(draft.content && { content: draft.content }),
      ...(draft.data && { data: draft.data }),
    },
    pointer,
    draft.views ?? {},
  );
  const copies = (['cc', 'bcc'] as const).flatMap((type) =>
    (draft[type] ?? []).map((value, index): Copy => {
      const found = findRecipient(desk.contacts, { type: 'id', value });
      if (found === undefined) throw unknownReference(`${pointer}/${type}/${index}`, 'contact', value);
      return { type, recipient: found.footprint };
    }),
  );
  return { ...overrides, ...(copies.length > 0 && { copies }) };
}
