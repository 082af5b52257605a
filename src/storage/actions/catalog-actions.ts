import type { Kysely } from 'kysely';
import { Compile } from 'typebox/compile';
import type { AccountName } from '../../accounts/account.ts';
import { requireAccount } from '../../accounts/accounts.ts';
import { Action } from '../../actions/action.ts';
import { formatActionId, parseActionId } from '../../actions/action-id.ts';
import {
  type ActionRecords,
  ActionsFull,
  type CreationWindow,
  type ListedAction,
  listedAction,
  type NewAction,
} from '../../actions/records.ts';
import { STATES } from '../../actions/state.ts';
import { isFull } from '../../sqlite/sqlite-error.ts';
import type { Catalog } from '../catalog.ts';
import type { CatalogTables } from '../tables.ts';
import type { RememberedActions } from './remembered-actions.ts';

const validator = Compile(Action);

/** The actions of an account in the catalog. */
export class CatalogActions implements ActionRecords {
  readonly #catalog: Pick<Catalog, 'db' | 'version'>;
  readonly #account: AccountName;
  readonly #remembered: RememberedActions;

  constructor(catalog: Pick<Catalog, 'db' | 'version'>, account: AccountName, remembered: RememberedActions) {
    this.#catalog = catalog;
    this.#account = account;
    this.#remembered = remembered;
  }

  async list({ start, end }: CreationWindow): Promise<ListedAction[]> {
    const { db } = this.#catalog;
    let query = db
      .selectFrom('actions')
      .select(['number', 'version', 'definition'])
      .where('account_id', '=', await requireAccount(db, this.#account))
      .where('state', '!=', STATES.deleted);
    if (start !== undefined) query = query.where('created_at', '>=', start);
    if (end !== undefined) query = query.where('created_at', '<', end);
    const rows = await query.orderBy('number').execute();
    return rows.map((row) => listedAction(actionOf({ ...row, content: NO_CONTENT })));
  }

  async find(id: string): Promise<Action | undefined> {
    const number = parseActionId(id);
    if (number === undefined) return undefined;
    const { db } = this.#catalog;
    return this.#remembered.find(this.#account, number, this.#catalog.version(), {
      version: async () => (await this.#select(db, number, ['version']))?.version,
      read: async () => {
        const row = await this.#select(db, number, ['number', 'version', 'definition', 'content']);
        return row && actionOf(row);
      },
    });
  }

  insert(action: NewAction): Promise<Action> {
    return this.#write(async (db) => {
      const account = await requireAccount(db, this.#account);
      const { last_action: number } = await db
        .updateTable('accounts')
        .set((eb) => ({ last_action: eb('last_action', '+', 1) }))
        .where('id', '=', account)
        .returning('last_action')
        .executeTakeFirstOrThrow();
      const inserted: Action = { ...action, id: formatActionId(number), version: 1 };
      await db
        .insertInto('actions')
        .values({ account_id: account, number, created_at: action.creation, ...columnsOf(inserted) })
        .execute();
      return inserted;
    });
  }

  replace(action: Action): Promise<Action | undefined> {
    return this.#write(async (db) => {
      const replaced: Action = { ...action, version: action.version + 1 };
      const { numUpdatedRows } = await db
        .updateTable('actions')
        .set(columnsOf(replaced))
        .where('account_id', '=', await requireAccount(db, this.#account))
        .where('number', '=', parseActionId(action.id) ?? 0)
        .where('version', '=', action.version)
        .executeTakeFirst();
      return numUpdatedRows === 1n ? replaced : undefined;
    });
  }

  async #select<C extends 'number' | 'version' | 'definition' | 'content'>(
    db: Kysely<CatalogTables>,
    number: number,
    columns: readonly C[],
  ) {
    return db
      .selectFrom('actions')
      .select(columns)
      .where('account_id', '=', await requireAccount(db, this.#account))
      .where('number', '=', number)
      .executeTakeFirst();
  }

  async #write<T>(change: (db: Kysely<CatalogTables>) => Promise<T>): Promise<T> {
    try {
      return await this.#catalog.db.transaction().execute(change);
    } catch (error) {
      if (isFull(error)) throw new ActionsFull({ cause: error });
      throw error;
    }
  }
}

/** What stands for a content that is not read. Each medium looks at its own members. */
const NO_CONTENT = JSON.stringify({
  headers: { from: { prefix: null, domain: '', label: null }, reply: null },
  subject: null,
  html: null,
  text: null,
  textContent: null,
});

function columnsOf({ id: _, version, content, ...definition }: Action) {
  return {
    version,
    state: definition.state,
    definition: JSON.stringify(definition),
    content: JSON.stringify(content),
  };
}

type Row = { number: number; version: number; definition: string; content: string };

function actionOf({ number, version, definition, content }: Row): Action {
  const members: unknown = JSON.parse(definition);
  const said: unknown = JSON.parse(content);
  const action: unknown = { ...Object(members), id: formatActionId(number), version, content: said };
  if (!validator.Check(action)) throw new TypeError('a stored action is none');
  return action;
}
