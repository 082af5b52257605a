import type { Kysely } from 'kysely';
import type { AccountName } from '../accounts/account.ts';
import { requireAccount } from '../accounts/accounts.ts';
import type { CatalogTables } from '../storage/tables.ts';
import { OlderSecretInvalid } from './errors.ts';

const LONGEST = 256;

/**
 * Sets the secret by which links are verified that an account wrote for NP6 itself, or forgets it.
 *
 * @throws UnknownAccount, OlderSecretInvalid
 */
export async function setOlderSecret(
  db: Kysely<CatalogTables>,
  account: AccountName,
  secret: string | undefined,
): Promise<void> {
  if (secret !== undefined) requireSecret(secret);
  await db
    .updateTable('accounts')
    .set({ legacy_secret: secret ?? null })
    .where('id', '=', await requireAccount(db, account))
    .execute();
}

function requireSecret(secret: string): void {
  const wrong =
    secret === '' || secret.length > LONGEST || secret.trim() !== secret || /\p{Cc}/u.test(secret);
  if (wrong || !secret.isWellFormed()) throw new OlderSecretInvalid();
}
