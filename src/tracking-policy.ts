import type { Settings } from './config/settings.ts';
import type { TrackingPolicy } from './tracking/message-links.ts';

/** Which links of messages are replaced, and what messages get besides, as the settings say. */
export function policyOf({ trackLinks, trackOpens, trackTraps, listUnsubscribe }: Settings): TrackingPolicy {
  return {
    allLinks: trackLinks === 'all',
    opens: trackOpens === 'on',
    traps: trackTraps === 'on',
    listUnsubscribe,
  };
}
