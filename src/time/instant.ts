import { LAST_INSTANT } from '../events/model/scalars.ts';

const MILLISECONDS = /^-?\d{1,16}$/;
const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(?:([Zz])|([+-])(\d{2}):?(\d{2})?)?)?$/;

/**
 * Reads an instant as NP6's clients write it: an ISO 8601 date or date-time with any offset (none means UTC), or
 * milliseconds since 1970. Gives whole milliseconds; undefined when it cannot be read.
 *
 * A finer fraction is rounded up: events carry whole milliseconds, so `>=` and `<` stay exact that way.
 */
export function parseInstant(text: string): number | undefined {
  if (MILLISECONDS.test(text)) return within(Number(text));
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [
    ,
    year,
    month,
    day,
    hour = '0',
    minute = '0',
    second = '0',
    fraction = '',
    ,
    sign,
    offsetHour = '0',
    offsetMinute = '0',
  ] = match;
  const fields = {
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  };
  if (
    fields.hour > 23 ||
    fields.minute > 59 ||
    fields.second > 59 ||
    Number(offsetHour) > 23 ||
    Number(offsetMinute) > 59
  ) {
    return undefined;
  }
  const date = new Date(0);
  date.setUTCFullYear(Number(year), fields.month - 1, fields.day);
  // A day that its month does not have rolls over into the next month.
  if (date.getUTCMonth() !== fields.month - 1 || date.getUTCDate() !== fields.day) return undefined;
  date.setUTCHours(fields.hour, fields.minute, fields.second);
  const offset = (sign === '-' ? -1 : 1) * (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000;
  const milliseconds =
    Number(fraction.slice(0, 3).padEnd(3, '0')) + (/[1-9]/.test(fraction.slice(3)) ? 1 : 0);
  return within(date.getTime() + milliseconds - offset);
}

function within(instant: number): number | undefined {
  return Math.abs(instant) <= LAST_INSTANT ? instant : undefined;
}
