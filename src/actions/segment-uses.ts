import { Refusal } from '../contacts/refusal.ts';
import type { ActionRecords } from './records.ts';
import { STATES } from './state.ts';

/**
 * Makes sure that no campaign that is still to be sent goes to a segment, or spares it. What was sent needs it no more.
 *
 * @throws Refusal
 */
export async function requireUnused(records: Pick<ActionRecords, 'list'>, segment: number): Promise<void> {
  const user = (await records.list({})).find(
    ({ state, scheduler }) =>
      state !== STATES.sent &&
      [...(scheduler?.segments.selected ?? []), ...(scheduler?.segments.excluded ?? [])].includes(segment),
  );
  if (user === undefined) return;
  throw new Refusal(
    'conflict',
    `the action '${user.name}' (${user.id}) names the segment and is still to be sent; change or delete it first`,
  );
}
