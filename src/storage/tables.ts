import type { Generated } from 'kysely';

/**
 * The tables of the catalog as queries see them. Instants are milliseconds since 1970-01-01T00:00:00Z; ids are
 * uuids made by Chappe, never by the database, so that several processes and other engines can make them too.
 */
export type CatalogTables = {
  accounts: AccountTable;
  keys: KeyTable;
  categories: CategoryTable;
  actions: ActionTable;
  senders: SenderTable;
  sending_domains: SendingDomainTable;
  dkim_keys: DkimKeyTable;
  signing_keys: SigningKeyTable;
  canaries: CanaryTable;
  canary_parts: CanaryPartTable;
};

export type AccountTable = {
  id: string;
  agency: string;
  customer: string;
  /** `agency/customer` in lower case, unique: names that differ only in case would share a folder on some systems. */
  folded: string;
  created_at: number;
  /** Days for which events are kept; 0 is forever; null leaves it to the setting. */
  retention_days: number | null;
  /** The highest number that a category of the account ever had. */
  last_category: Generated<number>;
  /** The highest number that an action of the account ever had. */
  last_action: Generated<number>;
  /** The highest number that a sender profile of the account ever had. */
  last_sender: Generated<number>;
  /** Unique, from 1 in the order of creation: what names the account where each byte counts. */
  number: number;
  /** What NP6 gave the account to sign links with that it wrote itself; null when it has none. */
  legacy_secret: Generated<string | null>;
  /** A position that the event log of the account has durably reached; 0 when none is known. It never falls. */
  log_floor: Generated<number>;
};

export type SigningKeyTable = {
  account_id: string;
  /** Unique in the account, from 1; the newest has the highest. */
  number: number;
  /** 32 random bytes; none once it is retired. */
  secret: Uint8Array;
  created_at: number;
  retired_at: number | null;
};

export type CanaryTable = {
  id: string;
  account_id: string;
  /** Where its messages go. */
  address: string;
  /** How long each part of the path may take, in milliseconds. */
  patience: number;
  /** Milliseconds between two runs; null when it was asked for once. An account has one schedule at most. */
  every: number | null;
  /** When it is to begin; null when it is over. */
  due_at: number | null;
  /** Of the last run; null before the first. */
  begun_at: number | null;
  ended_at: number | null;
  /** What the last run found so far, as JSON. */
  findings: string;
};

/** How a part of the path was found last, of accounts that have a schedule. */
export type CanaryPartTable = {
  account_id: string;
  part: string;
  state: string;
  /** When it was first found like this, without having been found otherwise since. */
  since: number;
  checked_at: number;
  seconds: number | null;
  reason: string | null;
};

export type SenderTable = {
  account_id: string;
  /** Unique in the account; its id on the wire. */
  number: number;
  /** Unique in the account. */
  name: string;
  /** By what messages leave; it may hold a password. */
  url: string;
  created_at: number;
};

export type SendingDomainTable = {
  id: string;
  account_id: string;
  /** As DNS has it; unique in the account. */
  domain: string;
  created_at: number;
};

export type DkimKeyTable = {
  domain_id: string;
  /** Unique for the domain. */
  selector: string;
  /** `rsa-sha256` or `ed25519-sha256`. */
  algorithm: string;
  /** PEM of PKCS #8. */
  private_key: string;
  created_at: number;
};

export type ActionTable = {
  account_id: string;
  /** Unique in the account; its id on the wire, written in base 36. */
  number: number;
  /** Grows with every change. */
  version: number;
  state: number;
  created_at: number;
  /** Everything but the content, as JSON. */
  definition: string;
  /** As JSON; last, so that who does not ask for it does not read it. */
  content: string;
};

export type CategoryTable = {
  account_id: string;
  /** Unique in the account; its id on the wire. */
  number: number;
  name: string;
  /** The name as names are compared; unique in the account. */
  folded: string;
  description: string | null;
  created_at: number;
  /** 1 of the category that every account keeps, else 0. */
  is_default: number;
};

export type KeyTable = {
  id: string;
  account_id: string;
  /** Unique among the keys of the account that are not revoked. */
  name: string;
  /** SHA-256 of the key as 64 lower-case hexadecimal digits; the key itself is stored nowhere. */
  hash: string;
  /** Names of permissions, joined by commas. */
  permissions: string;
  /** Requests per minute; 0 is no limit; null leaves it to the setting. */
  rate_limit: number | null;
  created_at: number;
  last_used_at: number | null;
  revoked_at: number | null;
};
