import { formatAccount } from '../accounts/account.ts';
import type { Canary, PartState } from '../canary/canary.ts';
import { CANARY_PARTS } from '../canary/canary-parts.ts';
import type { Complaint } from './health.ts';

/** The canaries of accounts that have a schedule, and how they found each part of the path last. */
export type FoundCanaries = {
  readonly schedules: readonly Pick<Canary, 'account'>[];
  readonly states: readonly PartState[];
};

/** Whether all of what canaries found last is in order. */
export function examineCanaries({ schedules, states }: FoundCanaries): Complaint | undefined {
  const broken = states.filter(({ state }) => state === 'broken');
  const since = earliest(broken);
  if (since === undefined) return undefined;
  const accounts = new Set(broken.map(({ account }) => formatAccount(account)));
  const parts = CANARY_PARTS.flatMap((name) => {
    const first = earliest(broken.filter(({ part }) => part === name));
    return first === undefined ? [] : [`${name} since ${new Date(first).toISOString()}`];
  });
  const reasons = broken.map(({ account, part, reason }) => `${formatAccount(account)} ${part}: ${reason}`);
  return {
    status: 'degraded',
    reason: `for ${accounts.size} of ${schedules.length} accounts the canary found the path broken: ${parts.join(', ')}; 'chappe canary show' says why`,
    since,
    cause: new Error(reasons.join('; ')),
  };
}

function earliest(states: readonly PartState[]): number | undefined {
  return states.length === 0 ? undefined : Math.min(...states.map(({ since }) => since));
}
