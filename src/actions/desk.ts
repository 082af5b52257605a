import type { ContactBook } from '../contacts/book.ts';
import type { Renderer } from '../rendering/renderer.ts';
import type { Category } from './category.ts';
import type { Conversations } from './conversation.ts';
import type { Dispatch } from './dispatch.ts';
import type { ActionRecords } from './records.ts';
import type { Senders } from './senders.ts';
import type { LinkTracker } from './tracked-links.ts';

/** What the operations on an account's actions work with. */
export interface ActionDesk {
  readonly records: ActionRecords;
  /** @throws Refusal when the account has no such category. */
  readonly categories: { find(id: number): Promise<Category> };
  readonly contacts: Pick<ContactBook, 'fields' | 'segments' | 'find' | 'footprints'>;
  /** Looks at templates. */
  readonly renderer: Renderer;
  readonly dispatch: Dispatch;
  /** Absent where nobody tells what may be sent from: everything is taken for allowed then. */
  readonly senders?: Senders;
  readonly tracker: LinkTracker;
  readonly conversations: Conversations;
  /** The clock, in milliseconds since 1970. */
  now(): number;
}
