import { invalidContent, Refusal } from '../contacts/refusal.ts';
import { type Action, type Campaign, isCampaign, isMail } from './action.ts';
import { replace, requireNext } from './changing-actions.ts';
import { departureOf } from './departure.ts';
import type { ActionDesk } from './desk.ts';
import type { CampaignOrder, ProofsOrder } from './dispatch.ts';
import { gone } from './duplicating.ts';
import { requireSendable } from './readiness.ts';
import { requireSegments, unknownReference } from './references.ts';
import { isAddress } from './sender-text.ts';
import { STATES } from './state.ts';
import { readVariables, type ValidationDraft } from './validation-draft.ts';

/**
 * Asks for proofs, or validates for production. What is to leave is in the dispatch before the action is in its new
 * state: a process that is killed in between has promised nothing, and sends nothing.
 *
 * @throws Refusal, DispatchUnavailable
 */
export async function validateAction(desk: ActionDesk, id: string, draft: ValidationDraft): Promise<void> {
  const action = await requireKnown(desk, id);
  if (draft.fortest === true) await askForTest(desk, action, draft);
  else await validateForProduction(desk, action, draft);
}

/** @throws Refusal when there is no validation to take back. */
export async function takeValidationBack(desk: ActionDesk, id: string): Promise<void> {
  const action = await requireKnown(desk, id);
  await replace(desk, { ...action, state: requireNext(action, 'taken back'), orders: {} });
}

async function askForTest(desk: ActionDesk, action: Action, draft: ValidationDraft): Promise<void> {
  const state = requireNext(action, 'test asked');
  const order = proofsOrder(desk, action, draft);
  await requireSendable(desk, action);
  await desk.dispatch.take(order);
  await replace(desk, { ...action, state, orders: { proofs: order.id } });
}

async function validateForProduction(
  desk: ActionDesk,
  action: Action,
  draft: ValidationDraft,
): Promise<void> {
  const state = requireNext(action, 'validated');
  await requireSendable(desk, action);
  if (!isCampaign(action)) {
    await replace(desk, { ...action, state });
    return;
  }
  const order = campaignOrder(desk, action, draft);
  await desk.dispatch.take(order);
  await replace(desk, { ...action, state, orders: { ...action.orders, campaign: order.id } });
}

async function requireKnown(desk: ActionDesk, id: string): Promise<Action> {
  const action = await desk.records.find(id);
  if (action === undefined) throw new Refusal('not-found', `the account has no action '${id.slice(0, 50)}'`);
  if (action.state === STATES.deleted) throw gone(action);
  return action;
}

/** @throws Refusal when it is not told who gets the proofs. */
function proofsOrder(desk: ActionDesk, action: Action, draft: ValidationDraft): ProofsOrder {
  const { testSegments, mediaForTest, comments, textandHtml } = draft;
  const segments = [...new Set(testSegments ?? [])];
  const address = mediaForTest?.trim() || undefined;
  if (segments.length === 0 && address === undefined) {
    throw invalidContent('/testSegments', "must name a test segment, or 'mediaForTest' an address");
  }
  if (address !== undefined && isMail(action) && !isAddress(address)) {
    throw invalidContent('/mediaForTest', 'must be an address such as claire@example.com');
  }
  requireTestSegments(desk, segments, address);
  return {
    kind: 'proofs',
    id: crypto.randomUUID(),
    action: action.id,
    version: action.version + 1,
    segments,
    ...(address !== undefined && { address }),
    separately: textandHtml ?? false,
    ...(comments && { comments }),
    variables: readVariables(draft.variables),
  };
}

function requireTestSegments(desk: ActionDesk, ids: readonly number[], address: string | undefined): void {
  const known = new Map(desk.contacts.segments().map((each) => [each.segment.id, each]));
  let size = 0;
  for (const [index, id] of ids.entries()) {
    const pointer = `/testSegments/${index}`;
    const found = known.get(id);
    if (found === undefined) throw unknownReference(pointer, 'segment', id);
    if (!found.segment.isTest) {
      throw invalidContent(pointer, `must name a segment with 'isTest'; segment ${id} is none`);
    }
    size += found.size;
  }
  if (size === 0 && address === undefined) {
    throw new Refusal(
      'conflict',
      'nobody is in the test segments, so nobody would get a proof: add contacts',
    );
  }
}

/** @throws Refusal when it cannot leave. */
function campaignOrder(desk: ActionDesk, action: Campaign, draft: ValidationDraft): CampaignOrder {
  const { id, version, scheduler } = action;
  const { segments, speed } = scheduler;
  if (segments.selected.length === 0) {
    throw new Refusal(
      'conflict',
      `action ${id} is to nobody: name a segment in 'scheduler.segments.selected'`,
    );
  }
  for (const name of ['selected', 'excluded'] as const)
    requireSegments(desk, segments[name], `/scheduler/segments/${name}`);
  const departure = departureOf(scheduler, desk.now());
  if (typeof departure === 'string') throw new Refusal('conflict', `action ${id} ${departure}`);
  return {
    kind: 'campaign',
    id: crypto.randomUUID(),
    action: id,
    version: version + 1,
    ...departure,
    segments,
    speed,
    variables: readVariables(draft.variables),
  };
}
