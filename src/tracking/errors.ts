import { InvalidInput } from '../accounts/errors.ts';

export class KeyNumberInvalid extends InvalidInput {
  override readonly name = 'KeyNumberInvalid';
  constructor(text: string) {
    super(`'${text}' is no number of a signing key; give a whole number, such as 1`);
  }
}

export class OlderSecretInvalid extends InvalidInput {
  override readonly name = 'OlderSecretInvalid';
  constructor() {
    super('a secret for older links has 1 to 256 characters, without spaces around it or control characters');
  }
}

/** The account has no signing key of that number that is not retired. */
export class UnknownSigningKey extends Error {
  override readonly name = 'UnknownSigningKey';
  constructor(account: string, number: number) {
    super(
      `account ${account} has no signing key ${number}; 'chappe tracking keys ${account}' shows those it has`,
    );
  }
}

/** Nothing could be signed without it. */
export class NewestSigningKey extends Error {
  override readonly name = 'NewestSigningKey';
  constructor(account: string, number: number) {
    super(
      `signing key ${number} is the newest of account ${account}; make another first with 'chappe tracking rotate ${account}'`,
    );
  }
}
