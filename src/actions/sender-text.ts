import { invalidContent } from '../contacts/refusal.ts';
import { breaksLine } from '../mail/header-text.ts';
import { DEFAULT_DOMAIN } from './mail-definition.ts';

const LOCAL_PART = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
const DOMAIN = /^(?=.{1,253}$)(?!-)[a-z\d-]{1,63}(?<!-)(?:\.(?!-)[a-z\d-]{1,63}(?<!-))+$/;

/** What stands there is made for each reader, so it is known only then whether it is an address. */
const TEMPLATE = /\{[{%]/;

type Text = string | null | undefined;

/**
 * What becomes a header, or a template for one: a line break would begin another header.
 *
 * @throws Refusal
 */
export function readLine(given: Text, pointer: string): Text {
  if (!given || !breaksLine(given)) return given;
  throw invalidContent(pointer, 'must be one line, without control characters');
}

/**
 * What is before the @ of a sender.
 *
 * @throws Refusal
 */
export function readPrefix(given: Text, pointer = '/content/headers/from/prefix'): Text {
  const line = readLine(given, pointer);
  if (!line || TEMPLATE.test(line) || (line.length <= 64 && LOCAL_PART.test(line))) return line;
  throw invalidContent(pointer, 'must be what stands before the @ of an address, such as news');
}

/**
 * The domain of a sender, in lower case; undefined when nothing is said.
 *
 * @throws Refusal
 */
export function readDomain(given: Text, pointer = '/content/headers/from/domain'): string | undefined {
  if (!given) return undefined;
  const domain = given.trim().toLowerCase();
  if (domain === DEFAULT_DOMAIN || DOMAIN.test(domain)) return domain;
  throw invalidContent(pointer, `must be a domain such as example.com, or '${DEFAULT_DOMAIN}'`);
}

/**
 * The address to which answers go.
 *
 * @throws Refusal
 */
export function readReply(given: Text, pointer = '/content/headers/reply'): Text {
  const line = readLine(given, pointer);
  if (!line || TEMPLATE.test(line) || isAddress(line)) return line;
  throw invalidContent(pointer, 'must be an address such as claire@example.com');
}

/** Whether a text can be the address of a mailbox. */
export function isAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  return local.length <= 64 && LOCAL_PART.test(local) && DOMAIN.test(text.slice(at + 1).toLowerCase());
}

/**
 * A culture as it is written in BCP 47; undefined when nothing is said.
 *
 * @throws Refusal
 */
export function readCulture(given: Text): string | undefined {
  if (!given) return undefined;
  try {
    const [culture] = Intl.getCanonicalLocales(given);
    if (culture !== undefined) return culture;
  } catch {
    // Told below.
  }
  throw invalidContent('/settings/culture', 'must be a culture such as fr-FR');
}
