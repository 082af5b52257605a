import { type Action, isCampaign } from './action.ts';
import type { ActionDesk } from './desk.ts';
import type { CampaignOrder, ProofsOrder } from './dispatch.ts';
import { nextState } from './life-cycle.ts';
import { standing } from './standing.ts';

/** How the proofs of an action went: they left, did not, or could not be made and never will, for a reason. */
export type ProofsResult = 'test passed' | 'test failed' | { broken: string };

/** Reasons are told in a header; what templates name has no bound. */
const LONGEST_REASON = 500;

/**
 * Writes how the proofs of an action went. What comes late, when it was taken back or validated meanwhile, changes
 * nothing.
 */
export async function reportProofs(
  { records }: Pick<ActionDesk, 'records'>,
  order: Pick<ProofsOrder, 'kind' | 'id' | 'action' | 'version'>,
  result: ProofsResult,
): Promise<void> {
  await change(records, order.action, (action) => {
    const isBroken = typeof result === 'object';
    const state = nextState(action.state, isBroken ? 'found broken' : result);
    if (state === undefined || standing(order, action) !== 'stands') return undefined;
    return { ...action, state, ...(isBroken && { broken: result.broken.slice(0, LONGEST_REASON) }) };
  });
}

/** Writes that all messages of a campaign have left. A campaign that was taken back meanwhile stays so. */
export async function reportSent(
  { records, now }: Pick<ActionDesk, 'records' | 'now'>,
  order: Pick<CampaignOrder, 'kind' | 'id' | 'action' | 'version'>,
): Promise<void> {
  await change(records, order.action, (action) => {
    const state = nextState(action.state, 'sent');
    if (state === undefined || !isCampaign(action) || standing(order, action) !== 'stands') return undefined;
    return { ...action, state, lastSent: now() };
  });
}

/** Changes what is there, however often somebody else changes it in between. */
async function change(
  records: ActionDesk['records'],
  id: string,
  make: (action: Action) => Action | undefined,
): Promise<void> {
  for (;;) {
    const action = await records.find(id);
    const changed = action && make(action);
    if (changed === undefined || (await records.replace(changed)) !== undefined) return;
  }
}
