import { parseAccount } from '../../src/accounts/account.ts';
import { parseActionId } from '../../src/actions/action-id.ts';
import { DEFAULT_MAIL_SETTINGS } from '../../src/actions/mail-definition.ts';
import type { NewAction } from '../../src/actions/records.ts';
import { STATES } from '../../src/actions/state.ts';
import { actionId } from '../../src/demo/short-id.ts';
import { CatalogActions } from '../../src/storage/actions/catalog-actions.ts';
import { RememberedActions } from '../../src/storage/actions/remembered-actions.ts';
import { openCatalog } from '../../src/storage/catalog.ts';
import { STREAM } from '../data-file.ts';

const NEWSLETTER: NewAction = {
  type: 'mailMessage',
  state: STATES.created,
  name: 'Newsletter',
  description: null,
  creation: STREAM.startMs,
  folder: 1,
  category: 1,
  settings: { ...DEFAULT_MAIL_SETTINGS, field: 1, culture: 'en-GB' },
  content: {
    headers: { from: { prefix: 'news', domain: 'defaultdomain', label: 'News' }, reply: null },
    subject: 'News',
    html: '<p>News</p>',
    text: null,
  },
};

/** Puts the actions that the events tell of into the catalog of a data folder, each with the id that it has there. */
export async function addActions(folder: string): Promise<void> {
  const catalog = await openCatalog(folder);
  try {
    // Ids are given in order: the first of these is the one after the last that was given.
    const before = (parseActionId(actionId(0)) ?? 1) - 1;
    await catalog.db.updateTable('accounts').set({ last_action: before }).execute();
    const actions = new CatalogActions(catalog, parseAccount(STREAM.account), new RememberedActions());
    for (let n = 0; n < STREAM.actions; n++) await actions.insert(NEWSLETTER);
  } finally {
    await catalog.close();
  }
}
