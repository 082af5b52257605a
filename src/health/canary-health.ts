import { formatAccount } from '../accounts/account.ts';
import type { Canary, PartState } from '../canary/canary.ts';
import { CANARY_PARTS, isAmiss } from '../canary/canary-parts.ts';
import type { Complaint } from './health.ts';

/** The canaries of accounts that have a schedule, and how they found each part of the path last. */
export type FoundCanaries = {
  readonly schedules: readonly Pick<Canary, 'account'>[];
  readonly states: readonly PartState[];
};

/** Whether all of what canaries found last is in order. */
export function examineCanaries({ schedules, states }: FoundCanaries): Complaint | undefined {
  const amiss = states.filter(isAmiss);
  const since = earliest(amiss);
  if (since === undefined) return undefined;
  const accounts = new Set(amiss.map(({ account }) => formatAccount(account)));
  const parts = CANARY_PARTS.flatMap((name) =>
    (['refused', 'broken'] as const).flatMap((state) => {
      const first = earliest(amiss.filter((each) => each.part === name && each.state === state));
      return first === undefined ? [] : [`${name} ${state} since ${new Date(first).toISOString()}`];
    }),
  );
  const reasons = amiss.map(
    ({ account, part, state, reason }) => `${formatAccount(account)} ${part} ${state}: ${reason}`,
  );
  return {
    status: 'degraded',
    reason: `for ${accounts.size} of ${schedules.length} accounts the canary found the path not in order: ${parts.join(', ')}; 'chappe canary show' says why`,
    since,
    cause: new Error(reasons.join('; ')),
  };
}

function earliest(states: readonly PartState[]): number | undefined {
  return states.length === 0 ? undefined : Math.min(...states.map(({ since }) => since));
}
