import Type, { type Static } from 'typebox';
import { invalidContent, Refusal } from '../contacts/refusal.ts';
import { Footprint } from '../events/model/receiver.ts';
import { isMail, type MailMessage } from './action.ts';
import { requireAction } from './changing-actions.ts';
import type { ActionDesk } from './desk.ts';
import type { Copy, Execution } from './dispatch.ts';
import type { ExecutionDraft } from './execution-draft.ts';
import type { FirstAnswer } from './first-answer.ts';
import { wayOut } from './life-cycle.ts';
import { CURRENT_TEMPLATING } from './mail-definition.ts';
import {
  type Overrides,
  readAttachments,
  readOverrides,
  readStamp,
  replacesContent,
  requireSize,
} from './overrides.ts';
import { missingChannel } from './readiness.ts';
import { footprintsOf, RecipientDraft } from './recipient.ts';
import { requireDomain } from './references.ts';
import { STATES } from './state.ts';

const Success = Type.Object({
  type: Type.Literal('success'),
  id: Type.String({ description: 'Of the message: `stamp.id` of its events' }),
  recipient: Footprint,
});

const Failure = Type.Object({
  type: Type.Literal('error'),
  value: Type.Object({
    type: Type.Literal('recipient not found'),
    recipient: RecipientDraft,
  }),
});

/** What became of one message that was asked for. */
export const ExecutionResult = Type.Union([Success, Failure]);
export type ExecutionResult = Static<typeof ExecutionResult>;

/**
 * Asks for messages to single contacts. What is possible is asked for in one order; the results stand in the order of
 * the drafts, and one that fails stops no other.
 *
 * @param answerOf makes of the results what is remembered as the answer, if that is wanted.
 * @throws Refusal, DispatchUnavailable
 */
export async function executeAction(
  desk: ActionDesk,
  id: string,
  drafts: readonly ExecutionDraft[],
  pointerOf: (index: number) => string,
  answerOf?: (results: readonly ExecutionResult[]) => FirstAnswer,
): Promise<ExecutionResult[]> {
  const action = await requireExecutable(desk, id);
  const now = desk.now();
  const footprints = footprintsOf(desk.contacts, drafts.flatMap(recipientsOf));
  const outcomes = drafts.map((draft, index) =>
    executionOf(action, draft, { footprints, pointer: pointerOf(index), now }),
  );
  requireDistinct(outcomes, pointerOf);
  for (const [index, outcome] of outcomes.entries()) {
    if ('type' in outcome || outcome.domain === undefined) continue;
    await requireDomain(desk, outcome.domain, `${pointerOf(index)}/headers/from/domain`);
  }
  const results = outcomes.map(
    (outcome): ExecutionResult =>
      'type' in outcome ? outcome : { type: 'success', id: outcome.stamp.id, recipient: outcome.recipient },
  );
  const executions = outcomes.flatMap((outcome) => ('type' in outcome ? [] : [outcome]));
  await take(desk, action, executions, answerOf?.(results));
  return results;
}

/**
 * An action that can be sent to single contacts.
 *
 * @throws Refusal
 */
export async function requireExecutable(desk: Pick<ActionDesk, 'records'>, id: string): Promise<MailMessage> {
  const action = await requireAction(desk, id);
  if (!isMail(action)) throw missingChannel(action);
  if (action.type === 'mailCampaign') {
    throw new Refusal(
      'conflict',
      `action ${action.id} is a campaign, which leaves by its validation; use an action of type 'mailMessage'`,
    );
  }
  if (action.state === STATES.validated) return action;
  const way = action.state === STATES.tested ? "POST its validation with 'fortest' false" : undefined;
  throw new Refusal(
    'conflict',
    `action ${action.id} is in state ${action.state}, and can be sent in state 50: ${way ?? wayOut(action, 'validated')}`,
  );
}

/** @throws Refusal when it says something in place of an action that does not allow it. */
export function requireReplaceable({ id, settings }: MailMessage, overrides: Overrides): void {
  const { version } = settings.templating;
  if (version === CURRENT_TEMPLATING || !replacesContent(overrides)) return;
  throw new Refusal(
    'conflict',
    `action ${id} has templates of version ${version}, of which no part can be replaced: use one of version ${CURRENT_TEMPLATING}`,
  );
}

/** Hands messages over, when there are any, with the answer to the request if it is to be remembered. */
export async function take(
  { dispatch }: Pick<ActionDesk, 'dispatch'>,
  { id }: MailMessage,
  executions: readonly Execution[],
  answer?: FirstAnswer,
): Promise<void> {
  if (executions.length > 0 || answer !== undefined)
    await dispatch.take({ kind: 'executions', action: id, executions }, answer);
}

/** Everyone whom a message is meant for. */
function recipientsOf({ recipient, copies }: ExecutionDraft): RecipientDraft[] {
  return [recipient, ...(copies ?? []).map((copy) => copy.recipient)];
}

type Place = { footprints: ReadonlyMap<RecipientDraft, Footprint>; pointer: string; now: number };

function executionOf(
  action: MailMessage,
  draft: ExecutionDraft,
  { footprints, pointer, now }: Place,
): Execution | Static<typeof Failure> {
  const overrides = readOverrides(draft, pointer);
  requireReplaceable(action, overrides);
  const attachments = readAttachments(draft.attachments ?? [], pointer);
  requireSize({ ...overrides, attachments }, pointer);
  const recipient = footprints.get(draft.recipient);
  if (recipient === undefined) return notFound(draft.recipient);
  const copies: Copy[] = [];
  for (const copy of draft.copies ?? []) {
    const found = footprints.get(copy.recipient);
    if (found === undefined) return notFound(copy.recipient);
    copies.push({ type: copy.type, recipient: found });
  }
  return {
    recipient,
    stamp: readStamp(draft.stamp, now),
    ...overrides,
    ...(copies.length > 0 && { copies }),
    ...(attachments.length > 0 && { attachments }),
    ...(typeof draft.urgent === 'boolean' && { urgent: draft.urgent }),
    ...(typeof draft.important === 'boolean' && { important: draft.important }),
  };
}

function notFound(recipient: RecipientDraft): Static<typeof Failure> {
  return { type: 'error', value: { type: 'recipient not found', recipient } };
}

/** Two messages of one id would be one message, and one of the two would never be sent. */
function requireDistinct(
  outcomes: readonly (Execution | Static<typeof Failure>)[],
  pointerOf: (index: number) => string,
): void {
  const ids = new Set<string>();
  for (const [index, outcome] of outcomes.entries()) {
    if ('type' in outcome) continue;
    const { id } = outcome.stamp;
    if (ids.has(id)) throw invalidContent(`${pointerOf(index)}/stamp/id`, 'is given to two messages');
    ids.add(id);
  }
}
