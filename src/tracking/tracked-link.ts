import type { Stamp } from '../events/model/stamp.ts';

/** The part of a message that a link stands in. */
export type LinkSource = 'html' | 'text';

/** Where a link leads, or what for it is there. */
export type LinkTarget =
  /** The picture by which it is seen that a message was opened. */
  | { type: 'open' }
  /** `destination` begins with `http://` or `https://`. */
  | { type: 'redirection'; destination: string; source: LinkSource; label?: string }
  | { type: 'mirror' | 'unsubscribe'; source: LinkSource; label?: string }
  /** In the header `List-Unsubscribe`: mailboxes post to it, and nobody sees it. */
  | { type: 'unsubscribe'; header: true }
  | { type: 'form'; form: string; source: LinkSource; label?: string }
  /** A link that no person sees: who follows it is a machine. */
  | { type: 'trap' };

/** A link that stands in a part of a message. */
export type PlacedLink = Extract<LinkTarget, { source: LinkSource }>;

/** The message that links belong to. */
export type TrackedMessage = {
  /** The action, such as `000PE4`. */
  action: string;
  /** The contact that the message is for, such as `000R4M0T`. */
  contact: string;
  /** The kind of the activation. */
  of: 'message' | 'campaign';
  stamp: Stamp;
  /** When the message was made, in milliseconds since 1970-01-01T00:00:00Z; it left a moment later. */
  sentAt: number;
};

/** A link of a message: everything that an event needs to know when somebody follows it. */
export type TrackedLink = TrackedMessage & { link: LinkTarget };
