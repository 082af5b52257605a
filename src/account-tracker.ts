import type { AccountName } from './accounts/account.ts';
import type { LinkTracker, LinkWish } from './actions/tracked-links.ts';
import type { LinkTarget } from './tracking/tracked-link.ts';
import type { Tracker } from './tracking/tracker.ts';

/** The tracked links of an account, as those who write messages elsewhere ask for them. */
export function trackerOf(tracker: Tracker, account: AccountName, now: () => number): LinkTracker {
  return {
    async track(message, wishes) {
      const links = await tracker.linksOf(account, { ...message, of: 'message', sentAt: now() });
      return wishes.map((wish) => (wish.type === 'plain' ? wish.address : links.address(targetOf(wish))));
    },
    previews: () => tracker.previews(),
  };
}

/** Nothing is known of the part that it will stand in; most stand in HTML. */
function targetOf(wish: Exclude<LinkWish, { type: 'plain' }>): LinkTarget {
  return wish.type === 'open' ? wish : { ...wish, source: 'html' };
}
