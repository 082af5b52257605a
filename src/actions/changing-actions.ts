import { Refusal } from '../contacts/refusal.ts';
import { type Action, hasContent } from './action.ts';
import type { ActionDraft } from './action-draft.ts';
import { defineAction, redefineAction } from './defining.ts';
import type { ActionDesk } from './desk.ts';
import { STATES } from './state.ts';

/** @throws Refusal */
export async function createAction(desk: ActionDesk, draft: ActionDraft): Promise<Action> {
  const action = await defineAction(desk, draft);
  return desk.records.insert({ ...action, state: stateOf(action) });
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
  if (before.state > STATES.created) {
    throw new Refusal(
      'conflict',
      `action ${before.id} is in state ${before.state}; take its validation back first with DELETE /actions/${before.id}/validation, or change a copy of it`,
    );
  }
  const after = await redefineAction(desk, before, draft);
  return replace(desk, { ...after, state: stateOf(after) });
}

/** @throws Refusal */
export async function deleteAction(desk: ActionDesk, id: string): Promise<void> {
  const before = await requireAction(desk, id);
  await replace(desk, { ...before, state: STATES.deleted });
}

/** Keeps a changed action. @throws Refusal when somebody else changed it meanwhile. */
export async function replace(desk: Pick<ActionDesk, 'records'>, action: Action): Promise<Action> {
  const replaced = await desk.records.replace(action);
  if (replaced !== undefined) return replaced;
  throw new Refusal('conflict', `action ${action.id} was changed by somebody else meanwhile; read it again`);
}

function stateOf({ content }: Pick<Action, 'content'>): 10 | 20 {
  return hasContent(content) ? STATES.created : STATES.creation;
}
