import { parseInstant } from '../../time/instant.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const EUROPEAN = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(.*)$/;

/**
 * Reads a date as clients of NP6 write it: ISO 8601 with or without a time and with any offset, day/month/year, or
 * milliseconds since 1970. A day stays a day; with a time it becomes an instant in UTC, to the second.
 */
export function readDate(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? instant(String(value)) : undefined;
  if (typeof value !== 'string') return undefined;
  const text = iso(value.trim());
  if (!DAY.test(text)) return instant(text);
  return parseInstant(text) === undefined ? undefined : text;
}

/** A date as a number that can be compared. */
export function dateNumber(date: string): number {
  return parseInstant(date) ?? Number.NaN;
}

function iso(text: string): string {
  const [, day = '', month = '', year, rest = ''] = EUROPEAN.exec(text) ?? [];
  if (year === undefined) return text.replace(/^(\d{4}-\d{2}-\d{2}) (?=\d{2}:)/, '$1T');
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}${rest.replace(/^ (?=\d{2}:)/, 'T')}`;
}

function instant(text: string): string | undefined {
  const milliseconds = parseInstant(text);
  if (milliseconds === undefined) return undefined;
  const date = new Date(milliseconds).toISOString();
  // Years of more than four digits would not be read again.
  return /^\d{4}-/.test(date) ? `${date.slice(0, 19)}Z` : undefined;
}
