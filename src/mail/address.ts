import { domainToASCII } from 'node:url';
import { MailRefused } from './mail-refused.ts';

/** The longest path that SMTP carries, and the longest part before the @ (RFC 5321, 4.5.3.1). */
const MOST_CHARACTERS = 254;
const MOST_LOCAL = 64;

/** A dot-atom of RFC 5322: what every server takes without quotes. */
const LOCAL = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;

/** What `domainToASCII` would take for the end of a host, decode, or read as a number. */
const FOREIGN = /[\s\p{Cc}%/:?#@\\[\]<>^|"(),;]/u;

const LABEL = /^(?!-)[a-z\d-]{1,63}(?<!-)$/;

/** A domain as DNS has it: lower case, `xn--` for other scripts; undefined when it can have no mail. */
export function readDomain(text: string): string | undefined {
  if (text.length > MOST_CHARACTERS || FOREIGN.test(text)) return undefined;
  const domain = domainToASCII(text);
  const labels = domain.split('.');
  const last = labels.at(-1) ?? '';
  // A single label is a machine of somebody's own network; a number is an IP address.
  if (labels.length < 2 || /^\d+$/.test(last) || domain.length > 253) return undefined;
  return labels.every((label) => LABEL.test(label)) ? domain : undefined;
}

/**
 * An address as SMTP carries it: the domain in ASCII. Letters of other scripts before the @ would need every server on
 * the way to speak SMTPUTF8, so they are refused.
 *
 * @throws MailRefused
 */
export function readAddress(member: string, text: string): string {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  const domain = at < 1 ? undefined : readDomain(text.slice(at + 1));
  if (domain === undefined || local.length > MOST_LOCAL || !LOCAL.test(local))
    throw new MailRefused('malformed-address', member, 'is no e-mail address such as claire@example.com');
  const address = `${local}@${domain}`;
  if (address.length > MOST_CHARACTERS)
    throw new MailRefused('malformed-address', member, `has more than ${MOST_CHARACTERS} characters`);
  return address;
}

/** The domain of an address that was read. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
