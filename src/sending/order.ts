import type { Footprint } from '../events/model/receiver.ts';
import type { Stamp } from '../events/model/stamp.ts';

/** A message that was asked for: which action, to whom, and what is its own. Kept as JSON until it has ended. */
export type Order = {
  /** Id of the action. */
  action: string;
  kind: 'message' | 'campaign';
  recipient: Footprint;
  stamp: Stamp;
  /** For the template, and shown in events. */
  data?: Record<string, unknown>;
};
