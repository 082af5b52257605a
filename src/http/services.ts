import type { AuthenticatedKey } from '../accounts/key-ring.ts';
import type { EventLog } from '../events/log.ts';
import type { Publisher } from '../events/publisher.ts';

/** What the routes need of the rest of the house. */
export interface Services {
  /** The key with this text; undefined when no account has it. */
  authenticate(key: string): Promise<AuthenticatedKey | undefined>;
  /** The log of the key's account. */
  logOf(key: AuthenticatedKey): EventLog;
  /** The one publisher of that log in this process. */
  publisherOf(key: AuthenticatedKey): Publisher;
  /** The clock, in milliseconds since 1970. */
  now(): number;
}
