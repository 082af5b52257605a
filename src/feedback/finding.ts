import type { Bounce } from '../events/model/bounce.ts';
import type { Complaint } from '../events/model/complaint.ts';

/** What a message that came back says of one recipient. */
export type Finding = { recipient?: string } & (
  | { kind: 'bounce'; bounce: Bounce }
  | { kind: 'complaint'; complaint: Complaint }
  | { kind: 'reply'; from: string; text: string }
  /** `mayBeReport`: a mail system may have written it, of a message that did not arrive. */
  | { kind: 'automatic'; from: string; text: string; mayBeReport: boolean }
  /** `none`: nothing came of it yet, as with a delay, of which the report may tell more. */
  | { kind: 'delivered' | 'none'; report?: Bounce }
);
