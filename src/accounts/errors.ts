/** What was asked is not written as it must be; nothing was looked up. */
export class InvalidInput extends Error {
  override readonly name: string = 'InvalidInput';
}

export class AccountNameInvalid extends InvalidInput {
  override readonly name = 'AccountNameInvalid';
  constructor(text: string) {
    super(
      `'${text}' is not the name of an account; write AGENCY/CUSTOMER, such as DEMO/028, each of 1 to 32 letters, digits or underscores`,
    );
  }
}

export class KeyNameInvalid extends InvalidInput {
  override readonly name = 'KeyNameInvalid';
}

export class UnknownPermission extends InvalidInput {
  override readonly name = 'UnknownPermission';
  constructor(permission: string, known: readonly string[]) {
    super(`there is no permission '${permission}'; choose from ${known.join(', ')}`);
  }
}

export class NoPermissions extends InvalidInput {
  override readonly name = 'NoPermissions';
  constructor(known: readonly string[]) {
    super(`a key needs at least one permission; choose from ${known.join(', ')}`);
  }
}

export class RateLimitInvalid extends InvalidInput {
  override readonly name = 'RateLimitInvalid';
  constructor(limit: number, highest: number) {
    super(
      `the rate limit of a key cannot be ${limit}; give a whole number of requests per minute from 1 to ${highest}, or 0 for no limit`,
    );
  }
}

/** There is no such account. */
export class UnknownAccount extends Error {
  override readonly name = 'UnknownAccount';
  /** @param similar the account whose name differs only in case, if there is one. */
  constructor(account: string, similar?: string) {
    const advice =
      similar === undefined
        ? `create it with 'chappe account create ${account}'`
        : `did you mean ${similar}? Upper and lower case count`;
    super(`there is no account ${account}; ${advice}`);
  }
}

/** The account, or one whose name differs only in case, exists already. */
export class AccountExists extends Error {
  override readonly name = 'AccountExists';
  constructor(account: string, existing: string) {
    super(
      account === existing
        ? `account ${account} exists already; make a key for it with 'chappe key create ${account}'`
        : `account ${account} cannot be created because ${existing} exists and names may not differ only in case; use ${existing} or choose another name`,
    );
  }
}

/** A key of the account that is not revoked has the name already. */
export class KeyNameTaken extends Error {
  override readonly name = 'KeyNameTaken';
  constructor(account: string, key: string) {
    super(
      `account ${account} has a key named ${key} already; choose another name, or revoke that key first with 'chappe key revoke ${account} ${key}'`,
    );
  }
}

/** No key of the account that is not revoked has the name. */
export class UnknownKey extends Error {
  override readonly name = 'UnknownKey';
  constructor(account: string, key: string) {
    super(`account ${account} has no key named ${key}; 'chappe key list ${account}' shows its keys`);
  }
}
