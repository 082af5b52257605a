import { Refusal } from '../contacts/refusal.ts';
import type { Action } from './action.ts';
import { LONGEST } from './action-draft.ts';
import type { ActionDesk } from './desk.ts';
import type { NewAction } from './records.ts';
import { folderOf } from './references.ts';
import { STATES } from './state.ts';

/**
 * Makes a copy, which has to be looked at and sent back before it is tested.
 *
 * @throws Refusal
 */
export async function duplicateAction(desk: ActionDesk, id: string, folder?: number): Promise<Action> {
  const original = await desk.records.find(id);
  if (original === undefined) {
    throw new Refusal('not-found', `the account has no action '${id.slice(0, 50)}'`);
  }
  if (original.state === STATES.deleted) throw gone(original);
  const taken = new Set((await desk.records.list({})).map(({ name }) => name));
  return desk.records.insert({
    ...copyOf(original),
    name: copyName(original.name, taken),
    state: STATES.creation,
    creation: desk.now(),
    folder: folderOf(folder, original.folder),
  });
}

/** For what is not possible with an action that was deleted. */
export function gone({ id }: Action): Refusal {
  return new Refusal('gone', `action ${id} was deleted; create another one`);
}

/** Without what belongs to the original alone. */
function copyOf(action: Action): NewAction {
  const { id: _id, version: _version, ...copy } = action;
  if ('lastSent' in copy) delete copy.lastSent;
  delete copy.orders;
  delete copy.broken;
  return copy;
}

/** The name with the first counter in parentheses that no other action has. */
function copyName(name: string, taken: ReadonlySet<string>): string {
  const base = name.replace(/\(\d{1,9}\)$/, '');
  for (let counter = 1; ; counter++) {
    const suffix = `(${counter})`;
    const copy = `${base.slice(0, LONGEST.name - suffix.length)}${suffix}`;
    if (!taken.has(copy)) return copy;
  }
}
