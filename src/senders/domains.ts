import { randomBytes, randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { type AccountName, formatAccount } from '../accounts/account.ts';
import { requireAccount } from '../accounts/accounts.ts';
import { readDomain } from '../mail/address.ts';
import {
  DKIM_ALGORITHMS,
  type DkimAlgorithm,
  type DkimKey,
  makePrivateKey,
  readPrivateKey,
} from '../mail/dkim/dkim-key.ts';
import type { CatalogTables } from '../storage/tables.ts';
import { DomainExists, DomainInvalid, UnknownDomain } from './errors.ts';

/** A domain from which an account may send. */
export type SendingDomain = {
  /** As DNS has it. */
  domain: string;
  /** Messages are signed with each of them. */
  keys: readonly DkimKey[];
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  createdAt: number;
};

/** Zone files write domains with a final dot, which is no part of an address. @throws DomainInvalid */
function parseDomain(text: string): string {
  const domain = readDomain(text.replace(/\.$/, ''));
  if (domain === undefined) throw new DomainInvalid(text);
  return domain;
}

/**
 * Lets an account send from a domain, and makes the keys with which its messages are signed.
 *
 * @throws UnknownAccount, DomainInvalid, DomainExists
 */
export async function addDomain(
  db: Kysely<CatalogTables>,
  account: AccountName,
  text: string,
  algorithms: readonly DkimAlgorithm[] = ['rsa-sha256'],
): Promise<SendingDomain> {
  const domain = parseDomain(text);
  const createdAt = Date.now();
  // Keys take a moment to make, and transactions hold up all others.
  const made = await Promise.all(
    algorithms.map(async (algorithm) => ({
      algorithm,
      // Another account, or a later key, has a record of its own beside this one.
      selector: `chappe-${randomBytes(4).toString('hex')}`,
      pem: await makePrivateKey(algorithm),
    })),
  );
  await db.transaction().execute(async (transaction) => {
    const accountId = await requireAccount(transaction, account);
    const existing = await transaction
      .selectFrom('sending_domains')
      .select('id')
      .where('account_id', '=', accountId)
      .where('domain', '=', domain)
      .executeTakeFirst();
    if (existing !== undefined) throw new DomainExists(formatAccount(account), domain);
    const id = randomUUID();
    await transaction
      .insertInto('sending_domains')
      .values({ id, account_id: accountId, domain, created_at: createdAt })
      .execute();
    for (const { algorithm, selector, pem } of made) {
      await transaction
        .insertInto('dkim_keys')
        .values({ domain_id: id, selector, algorithm, private_key: pem, created_at: createdAt })
        .execute();
    }
  });
  const keys = made.map(({ pem, ...key }) => ({ domain, ...key, privateKey: readPrivateKey(pem) }));
  return { domain, keys, createdAt };
}

/** The domains of an account, by name. @throws UnknownAccount */
export async function listDomains(db: Kysely<CatalogTables>, account: AccountName): Promise<SendingDomain[]> {
  const accountId = await requireAccount(db, account);
  const domains = await db
    .selectFrom('sending_domains')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('domain')
    .execute();
  const keys = await db
    .selectFrom('dkim_keys')
    .innerJoin('sending_domains', 'sending_domains.id', 'dkim_keys.domain_id')
    .select(['domain_id', 'domain', 'selector', 'algorithm', 'private_key'])
    .where('account_id', '=', accountId)
    .orderBy('dkim_keys.created_at')
    .orderBy('selector')
    .execute();
  return domains.map(({ id, domain, created_at }) => ({
    domain,
    createdAt: created_at,
    keys: keys
      .filter((key) => key.domain_id === id)
      .map(({ selector, algorithm, private_key }) => ({
        domain,
        selector,
        algorithm: algorithmOf(algorithm),
        privateKey: readPrivateKey(private_key),
      })),
  }));
}

/** One domain of an account. @throws UnknownAccount, DomainInvalid, UnknownDomain */
export async function findDomain(
  db: Kysely<CatalogTables>,
  account: AccountName,
  text: string,
): Promise<SendingDomain> {
  const domain = parseDomain(text);
  const domains = await listDomains(db, account);
  const found = domains.find((known) => known.domain === domain);
  if (found === undefined) throw new UnknownDomain(formatAccount(account), domain, namesOf(domains));
  return found;
}

/** Forgets a domain and its keys; gives it as DNS has it. @throws UnknownAccount, DomainInvalid, UnknownDomain */
export async function removeDomain(
  db: Kysely<CatalogTables>,
  account: AccountName,
  text: string,
): Promise<string> {
  const domain = parseDomain(text);
  await db.transaction().execute(async (transaction) => {
    const rows = await transaction
      .selectFrom('sending_domains')
      .select(['id', 'domain'])
      .where('account_id', '=', await requireAccount(transaction, account))
      .orderBy('domain')
      .execute();
    const row = rows.find((known) => known.domain === domain);
    if (row === undefined) throw new UnknownDomain(formatAccount(account), domain, namesOf(rows));
    await transaction.deleteFrom('dkim_keys').where('domain_id', '=', row.id).execute();
    await transaction.deleteFrom('sending_domains').where('id', '=', row.id).execute();
  });
  return domain;
}

function namesOf(domains: readonly { domain: string }[]): string[] {
  return domains.map(({ domain }) => domain);
}

function algorithmOf(text: string): DkimAlgorithm {
  const algorithm = DKIM_ALGORITHMS.find((known) => known === text);
  if (algorithm === undefined) throw new TypeError(`the catalog has a key of the unknown kind ${text}`);
  return algorithm;
}
