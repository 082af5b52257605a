import { Refusal } from '../contacts/refusal.ts';
import { type Action, hasContent } from './action.ts';
import type { ActionDraft } from './action-draft.ts';
import { defineAction, redefineAction } from './defining.ts';
import type { ActionDesk } from './desk.ts';
import { type Happening, nextState, wayOut } from './life-cycle.ts';
import { STATES, type State } from './state.ts';

/** @throws Refusal */
export async function createAction(desk: ActionDesk, draft: ActionDraft): Promise<Action> {
  const action = await defineAction(desk, draft);
  const state = hasContent(action.content) ? STATES.created : STATES.creation;
  return desk.records.insert({ ...action, state });
}

/** @throws Refusal when the account has no such action, or had one and deleted it. */
export async function requireAction(desk: Pick<ActionDesk, 'records'>, id: string): Promise<Action> {
  const action = await desk.records.find(id);
  if (action === undefined || action.state === STATES.deleted) {
    throw new Refusal('not-found', `the account has no action '${id.slice(0, 50)}'`);
  }
  return action;
}

/**
 * Replaces an action as a program sends it back, whole or in part.
 *
 * @throws Refusal
 */
export async function changeAction(desk: ActionDesk, id: string, draft: ActionDraft): Promise<Action> {
  const before = await requireAction(desk, id);
  requireNext(before, 'filled');
  const after = await redefineAction(desk, before, draft);
  // What was wrong may be mended: the next proofs tell.
  delete after.broken;
  const state = requireNext(before, hasContent(after.content) ? 'filled' : 'emptied');
  return replace(desk, { ...after, state });
}

/** @throws Refusal */
export async function deleteAction(desk: ActionDesk, id: string): Promise<void> {
  const before = await requireAction(desk, id);
  await replace(desk, { ...before, state: requireNext(before, 'deleted') });
}

/** Keeps a changed action. @throws Refusal when somebody else changed it meanwhile. */
export async function replace(desk: Pick<ActionDesk, 'records'>, action: Action): Promise<Action> {
  const replaced = await desk.records.replace(action);
  if (replaced !== undefined) return replaced;
  throw new Refusal('conflict', `action ${action.id} was changed by somebody else meanwhile; read it again`);
}

/**
 * The state that an action comes to.
 *
 * @throws Refusal when this cannot happen in the state that it is in.
 */
export function requireNext(action: Action, happening: Happening): State {
  const next = nextState(action.state, happening);
  if (next !== undefined) return next;
  throw new Refusal(
    'conflict',
    `action ${action.id} is in state ${action.state}: ${wayOut(action, happening)}`,
  );
}
