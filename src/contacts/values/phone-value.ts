import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** A text longer than any number with all its spaces is none; the parser need not look at it. */
const MOST_CHARACTERS = 60;

/**
 * Reads a phone number in any common notation and gives it in E.164; undefined when it is none.
 *
 * @param country of a number that is written without one, as two letters of ISO 3166.
 */
export function readPhone(value: unknown, country: string): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text.length > MOST_CHARACTERS || !isSupportedCountry(country)) {
    return undefined;
  }
  // 0033… is how people write +33… without the plus.
  const number = parsePhoneNumberFromString(text.trim().replace(/^00(?=[1-9])/, '+'), country);
  return number?.isValid() === true && number.ext === undefined ? number.number : undefined;
}
