import type { KeyObject } from 'node:crypto';
import type { AccountName } from '../accounts/account.ts';

/** A secret of an account. What it is made of cannot be printed. */
export type SigningKey = {
  /** From 1; newer keys have higher numbers. */
  readonly number: number;
  readonly secret: KeyObject;
};

/** What an account signs with, and tells by whether it has signed something. */
export type AccountKeys = {
  readonly account: AccountName;
  /** Names the account where each byte counts. */
  readonly number: number;
  /** What is signed from now on is signed with it. */
  readonly newest: SigningKey;
  /** By number: the newest, and older ones as long as they are not retired. */
  readonly keys: ReadonlyMap<number, SigningKey>;
  /** What NP6 gave the account to sign links with that it wrote itself. */
  readonly olderSecret?: KeyObject;
};

/** The keys by which accounts sign the addresses that they give out. May be asked for each link. */
export interface SigningKeys {
  /** @throws UnknownAccount */
  of(account: AccountName): Promise<AccountKeys>;
  /** The keys of the account with a number; undefined when there is none. */
  numbered(number: number): Promise<AccountKeys | undefined>;
}
