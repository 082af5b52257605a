import type { Action } from '../action.ts';
import { formatActionId, parseActionId } from '../action-id.ts';
import {
  type ActionRecords,
  type CreationWindow,
  type ListedAction,
  listedAction,
  type NewAction,
} from '../records.ts';
import { STATES } from '../state.ts';

/** Actions in memory, gone with the process: for tests, and as the model of what the others promise. */
export class MemoryActionRecords implements ActionRecords {
  readonly #actions: Action[] = [];

  async list({ start = -Infinity, end = Infinity }: CreationWindow): Promise<ListedAction[]> {
    return this.#actions
      .filter(({ state, creation }) => state !== STATES.deleted && creation >= start && creation < end)
      .map(listedAction);
  }

  async find(id: string): Promise<Action | undefined> {
    return this.#actions[(parseActionId(id) ?? 0) - 1];
  }

  async insert(action: NewAction): Promise<Action> {
    const inserted: Action = { ...action, id: formatActionId(this.#actions.length + 1), version: 1 };
    this.#actions.push(inserted);
    return inserted;
  }

  async replace(action: Action): Promise<Action | undefined> {
    const at = (parseActionId(action.id) ?? 0) - 1;
    if (this.#actions[at]?.version !== action.version) return undefined;
    const replaced: Action = { ...action, version: action.version + 1 };
    this.#actions[at] = replaced;
    return replaced;
  }
}
