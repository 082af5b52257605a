import { IsEmail } from 'typebox/format';

/** The longest path that SMTP carries (RFC 5321, 4.5.3.1.3), and the longest part before the @. */
const MOST_CHARACTERS = 254;
const MOST_LOCAL = 64;

/**
 * Reads an e-mail address; undefined when it is none. It is given in lower case: no provider tells `Claire@` and
 * `claire@` apart, and neither may a list of contacts.
 */
export function readEmail(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const address = value.trim().toLowerCase();
  const at = address.lastIndexOf('@');
  if (address.length > MOST_CHARACTERS || at > MOST_LOCAL || !IsEmail(address)) return undefined;
  // A name without a dot is a machine of somebody's own network.
  return address.slice(at).includes('.') ? address : undefined;
}
