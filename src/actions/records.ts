import type { Action, ActionType, Campaign } from './action.ts';

/** An action that has no id yet. */
export type NewAction = WithoutId<Action>;
type WithoutId<T> = T extends Action ? Omit<T, 'id' | 'version'> : never;

/** An action as lists have it: without its content, which may be large. */
export type ListedAction = Pick<
  Action,
  'id' | 'state' | 'name' | 'description' | 'creation' | 'folder' | 'category'
> & {
  type: ActionType;
  templating?: string;
  scheduler?: Campaign['scheduler'];
  lastSent?: number;
};

/** Those created from the start on and before the end, in milliseconds since 1970. */
export type CreationWindow = { start?: number; end?: number };

/**
 * The actions of one account. Ids grow and are never used again; an action that was deleted is kept in that state.
 *
 * Promises of every implementation, checked by `records.contract.ts`: a change is durable before it is answered.
 * What is given is not changed in place.
 *
 * @throws ActionsFull when the disk has no room; nothing was changed then.
 */
export interface ActionRecords {
  /** All that are not deleted, by id. */
  list(window: CreationWindow): Promise<readonly ListedAction[]>;
  /** The action with an id in whatever case, also when it is deleted. Cheap when it is asked for again and again. */
  find(id: string): Promise<Action | undefined>;
  insert(action: NewAction): Promise<Action>;
  /**
   * Replaces an action that is still of the version given, and gives it with its next one; undefined when somebody
   * else changed it first.
   */
  replace(action: Action): Promise<Action | undefined>;
}

/** The disk is full: nothing was changed. */
export class ActionsFull extends Error {
  constructor(options?: ErrorOptions) {
    super('the disk that holds the actions is full', options);
    this.name = 'ActionsFull';
  }
}

/** What a list has of an action. */
export function listedAction(action: Action): ListedAction {
  const { id, type, state, name, description, creation, folder, category } = action;
  return {
    id,
    type,
    state,
    name,
    description,
    creation,
    folder,
    category,
    ...('templating' in action.settings && { templating: action.settings.templating.version }),
    ...('scheduler' in action && { scheduler: action.scheduler }),
    ...('lastSent' in action && action.lastSent !== undefined && { lastSent: action.lastSent }),
  };
}
