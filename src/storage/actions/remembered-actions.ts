import { type AccountName, formatAccount } from '../../accounts/account.ts';
import type { Action } from '../../actions/action.ts';

/** How many actions are kept in memory, and no more than so many characters of them. */
const MOST_ACTIONS = 500;
const MOST_CHARACTERS = 33_554_432;

type Entry = { action: Action; catalog: number; characters: number };

/** How the catalog is asked for one action. */
export type ActionQuery = {
  version(): Promise<number | undefined>;
  read(): Promise<Action | undefined>;
};

/**
 * The actions that were read last. Each send needs the definition of its action, and one that is sent a million times
 * must not be read and parsed as often: while nothing was committed to the catalog it holds as it is, and after a commit
 * its version tells whether it still does.
 */
export class RememberedActions {
  readonly #entries = new Map<string, Entry>();
  #characters = 0;

  async find(
    account: AccountName,
    number: number,
    catalog: number,
    query: ActionQuery,
  ): Promise<Action | undefined> {
    const key = `${formatAccount(account)}/${number}`;
    const entry = this.#entries.get(key);
    if (entry !== undefined) {
      if (entry.catalog === catalog) return entry.action;
      if ((await query.version()) === entry.action.version) {
        entry.catalog = catalog;
        return entry.action;
      }
    }
    const action = await query.read();
    this.#forget(key);
    if (action !== undefined) this.#remember(key, action, catalog);
    return action;
  }

  #remember(key: string, action: Action, catalog: number): void {
    const characters = JSON.stringify(action.content).length;
    this.#entries.set(key, { action, catalog, characters });
    this.#characters += characters;
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= MOST_ACTIONS && this.#characters <= MOST_CHARACTERS) break;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    this.#characters -= this.#entries.get(key)?.characters ?? 0;
    this.#entries.delete(key);
  }
}
