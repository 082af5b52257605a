import { URGENT_RETRY_POLICY } from '../delivery/retry-schedule.ts';

/** When a message that no server has taken yet is given up. What is urgent is of no use for as long as the rest. */
export function expiryOf({
  due,
  lifetime,
  urgent,
}: {
  due: number;
  lifetime: number;
  urgent: boolean;
}): number {
  return due + (urgent ? Math.min(lifetime, URGENT_RETRY_POLICY.expiry) : lifetime);
}
