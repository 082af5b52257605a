import type { Action } from './action.ts';
import type { CampaignOrder, ProofsOrder } from './dispatch.ts';
import { STATES } from './state.ts';

/**
 * Whether an order for proofs or a campaign holds. It is `early` in the moment between its taking and the writing of the
 * action, which never comes when the process is killed in it: an order that stays early is forgotten. It is `void` when
 * another one was confirmed in its place, and once the action was taken back or deleted.
 */
export function standing(
  { kind, id, version }: Pick<ProofsOrder | CampaignOrder, 'kind' | 'id' | 'version'>,
  action: Pick<Action, 'state' | 'version' | 'orders'> | undefined,
): 'stands' | 'early' | 'void' {
  if (action === undefined) return 'void';
  if (action.version < version) return 'early';
  return action.orders?.[kind] === id && WANTED[kind].includes(action.state) ? 'stands' : 'void';
}

/** Proofs are wanted still when production was asked for while they left. */
const WANTED: Readonly<Record<'proofs' | 'campaign', readonly number[]>> = {
  proofs: [STATES.testing, STATES.tested, STATES.validated],
  campaign: [STATES.validated],
};
