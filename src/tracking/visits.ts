import type { Hit } from './hits/hit.ts';
import type { ReadLink } from './link-token.ts';

/** Whoever a message is for, as pages speak to them. */
export type Reader = {
  /** The contact's language, as its field has it; undefined when it has none. */
  language: string | undefined;
  /** The address, with most of it hidden: the page may have been opened by somebody else. */
  address: string | undefined;
};

/** A message for whoever looks at it; nothing in it is for its reader alone. */
export type MirroredMessage = { subject: string } & ({ html: string } | { text: string });

/** There is no such message any more, or the file that it is in is damaged. */
export type MirrorFailure = 'gone' | 'unreadable';

/** By what a contact was unsubscribed: the page, or the button of a mailbox. */
export type UnsubscribedBy = 'page' | 'mailbox';

/** What those who follow links ask for. */
export interface Visits {
  /** The link of a token; undefined when no account has signed it. */
  read(token: string): Promise<ReadLink | undefined>;
  /** The link of an address that was written for NP6, path and query; undefined when it is none. */
  readOlder(url: string): Promise<ReadLink | undefined>;
  /** Keeps a hit durably. It never fails: a person is on the way, so a hit that cannot be kept is counted and reported. */
  keep(link: ReadLink, hit: Omit<Hit, 'link'>): Promise<void>;
  reader(link: ReadLink): Reader;
  mirror(link: ReadLink): Promise<MirroredMessage | MirrorFailure>;
  /** Where a form is; undefined when the server has none. */
  formAddress(link: ReadLink, form: string): string | undefined;
  /** Puts the contact on the red list of e-mail; nothing when it is there already, or gone. @throws BookFull */
  unsubscribe(link: ReadLink, by: UnsubscribedBy): Promise<void>;
}
