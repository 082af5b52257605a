import { CanaryTimeInvalid } from './errors.ts';

const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Sooner again would be a load, and later too late, in milliseconds. */
const SOONEST = 60_000;
const LATEST = 30 * UNITS.d;

/** How often a canary is sent, as people write it: `15m`, `1h`, `1d`. @throws CanaryTimeInvalid */
export function parseEvery(text: string): number {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const every = unit === 'm' || unit === 'h' || unit === 'd' ? Number(count) * UNITS[unit] : 0;
  if (every < SOONEST || every > LATEST)
    throw new CanaryTimeInvalid(`'${text}' is no time from 1m to 30d; write such as 15m, 1h or 1d`);
  return every;
}

export function formatEvery(every: number): string {
  const unit = (['d', 'h'] as const).find((each) => every % UNITS[each] === 0) ?? 'm';
  return `${every / UNITS[unit]}${unit}`;
}

/** How long each part may take, in milliseconds. @throws CanaryTimeInvalid */
export function parsePatience(text: string): number {
  const seconds = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (seconds < 1 || seconds > 3600)
    throw new CanaryTimeInvalid(`--timeout must be a whole number of seconds from 1 to 3600, not '${text}'`);
  return seconds * UNITS.s;
}
