import { AccountNameInvalid } from './errors.ts';

/** The name of an account, `AGENCY/CUSTOMER`. Both parts are texts: leading zeros count. */
export type AccountName = { readonly agency: string; readonly customer: string };

const ACCOUNT_NAME = /^(?<agency>[A-Za-z0-9_]{1,32})\/(?<customer>[A-Za-z0-9_]{1,32})$/;

/**
 * Reads a name such as `DEMO/028`.
 *
 * @throws AccountNameInvalid when the text is not written like that.
 */
export function parseAccount(text: string): AccountName {
  const { agency, customer } = ACCOUNT_NAME.exec(text)?.groups ?? {};
  if (agency === undefined || customer === undefined) throw new AccountNameInvalid(text);
  return { agency, customer };
}

/** The name as people write it: `DEMO/028`. */
export function formatAccount(account: AccountName): string {
  return `${account.agency}/${account.customer}`;
}

/** The name of the account's folder: `DEMO-028`. A dash is in no part, so two accounts never share a folder. */
export function folderOf(account: AccountName): string {
  return `${account.agency}-${account.customer}`;
}

/** The account that a folder belongs to. */
export function accountIn(folder: string): AccountName {
  return parseAccount(folder.replace('-', '/'));
}

/** The form in which names are compared: some file systems take `DEMO-028` and `demo-028` for one folder. */
export function foldAccount(account: AccountName): string {
  return formatAccount(account).toLowerCase();
}
