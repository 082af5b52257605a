import { InvalidInput } from '../accounts/errors.ts';
import type { Finding } from './canary.ts';

export class CanaryAddressInvalid extends InvalidInput {
  override readonly name = 'CanaryAddressInvalid';
  constructor(text: string) {
    super(`'${text}' is no e-mail address such as canary@example.com`);
  }
}

export class CanaryTimeInvalid extends InvalidInput {
  override readonly name = 'CanaryTimeInvalid';
}

/** The account has no schedule. */
export class NoCanarySchedule extends Error {
  override readonly name = 'NoCanarySchedule';
  constructor(account: string) {
    super(
      `no canary is scheduled for ${account}; schedule one with 'chappe canary schedule ${account} canary@example.com --every 1h'`,
    );
  }
}

/** No server runs that could send the message. */
export class NoServer extends Error {
  override readonly name = 'NoServer';
  constructor(folder: string) {
    super(`no server runs on ${folder}, and a canary goes through it; start it with 'chappe serve'`);
  }
}

/** The server did not carry out what was asked. */
export class CanaryUnanswered extends Error {
  override readonly name = 'CanaryUnanswered';
}

/** Parts of the path are broken, or a server refused what was brought to it. */
export class CanaryAmiss extends Error {
  override readonly name = 'CanaryAmiss';
  constructor(account: string, amiss: readonly Finding[]) {
    const parts = amiss.map(
      ({ part, state, reason }) => `${part} ${state}: ${reason ?? 'no reason is known'}`,
    );
    super(`the path of ${account} is not in order: ${parts.join('; ')}`);
  }
}
