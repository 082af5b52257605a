import type { AuthenticatedKey } from '../accounts/key-ring.ts';
import type { Categories } from '../actions/categories.ts';
import type { ActionDesk } from '../actions/desk.ts';
import type { ContactBook } from '../contacts/book.ts';
import type { EventLog } from '../events/log.ts';
import type { Publisher } from '../events/publisher.ts';
import type { Mailroom } from '../feedback/mailroom.ts';
import type { HealthReport } from '../health/health.ts';
import type { Meter } from '../metrics/meter.ts';
import type { ArchiveDesk } from '../sending/archive-desk.ts';
import type { Visits } from '../tracking/visits.ts';

/** What the routes need of the rest of the house. */
export interface Services {
  /** The key with this text; undefined when no account has it. */
  authenticate(key: string): Promise<AuthenticatedKey | undefined>;
  /** The log of the key's account. */
  logOf(key: AuthenticatedKey): EventLog;
  /** The one publisher of that log in this process. */
  publisherOf(key: AuthenticatedKey): Publisher;
  /** The contacts of the key's account. */
  contactsOf(key: AuthenticatedKey): ContactBook;
  /** The categories of the key's account. */
  categoriesOf(key: AuthenticatedKey): Categories;
  /** What the operations on the actions of the key's account work with. */
  actionsOf(key: AuthenticatedKey): ActionDesk;
  /** What those who follow links of messages ask for. */
  readonly visits: Visits;
  /** Where mail that came back to the key's account is handed in. */
  mailroomOf(key: AuthenticatedKey): Mailroom;
  /** The messages that are kept as they left. */
  readonly archives: ArchiveDesk;
  /** The clock, in milliseconds since 1970. */
  now(): number;
  /** How the server is, looked at within the last second. */
  health(): Promise<HealthReport>;
  /** Where what is answered is counted. */
  readonly meter: Meter;
  /** All metrics, in the text format 0.0.4 of Prometheus. */
  metrics(): Promise<string>;
}
