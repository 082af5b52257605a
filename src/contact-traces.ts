import { join } from 'node:path';
import { type AccountName, folderOf, formatAccount } from './accounts/account.ts';
import type { Naming } from './events/rewriting.ts';
import { erasedOrder, QuarantineSearch, type QuarantineTraces } from './feedback/mail-erasure.ts';
import { QUARANTINE_FOLDER } from './feedback/quarantine.ts';
import { type ReadAddress, readSignedAddress } from './feedback/signed-address.ts';
import { SqliteMessageArchives } from './storage/archives/message-archives.ts';
import type { Catalog } from './storage/catalog.ts';
import { INBOX_FILE } from './storage/sending/files.ts';
import { replaceOrders } from './storage/sending/replace-orders.ts';
import { HITS_FILE } from './storage/tracking/files.ts';
import { forgetHitsOf } from './storage/tracking/forget-hits.ts';
import { SigningKeyRing } from './tracking/signing-key-ring.ts';

/** What a data folder had of a contact besides its events, and has no more. */
export type ErasedTraces = {
  /** Messages that were archived. */
  archived: number;
  /** Hits that were not events yet. */
  hits: number;
  /** Mail that came in and was not understood yet, and answers that were on their way. */
  mail: number;
  quarantine: QuarantineTraces;
};

export type TracesWish = {
  data: string;
  catalog: Catalog;
  account: AccountName;
  /** What the events of the contact tell of it. */
  naming: Naming;
};

/**
 * Erases a contact from everything that waits in a data folder, beside a running server or without one. Doing it again
 * completes it.
 */
export async function eraseTraces({ data, catalog, account, naming }: TracesWish): Promise<ErasedTraces> {
  const folder = join(data, 'accounts', folderOf(account));
  const ids = new Set(naming.ids);
  const keys = new SigningKeyRing(catalog);
  const own = async (localPart: string): Promise<ReadAddress | undefined> => {
    const address = await readSignedAddress(localPart, keys);
    const isTheirs =
      address !== undefined &&
      formatAccount(address.account) === formatAccount(account) &&
      ids.has(address.contact);
    return isTheirs ? address : undefined;
  };
  const quarantine = new QuarantineSearch(join(data, QUARANTINE_FOLDER), own, naming.texts);
  return {
    archived: await forgetArchived(join(data, 'accounts'), folderOf(account), naming.ids),
    hits: forgetHitsOf(join(folder, HITS_FILE), naming.ids),
    mail: await replaceOrders(join(folder, INBOX_FILE), (order) => erasedOrder(order, own)),
    quarantine: await quarantine.erase(),
  };
}

/** Whether nothing was found. */
export function isEmpty({ archived, hits, mail, quarantine }: ErasedTraces): boolean {
  return archived + hits + mail + quarantine.removed === 0;
}

async function forgetArchived(accounts: string, folder: string, ids: readonly string[]): Promise<number> {
  const archives = new SqliteMessageArchives(accounts);
  try {
    let forgotten = 0;
    for (const id of ids) forgotten += await archives.of(folder).forget(id);
    return forgotten;
  } finally {
    await archives.close();
  }
}
