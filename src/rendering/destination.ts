/** Where a link may lead. `elsewhere` is what is no address on the web and left as it is: mail, phone, a place in the message. */
export type Destination =
  | { kind: 'web'; address: string }
  | { kind: 'elsewhere' }
  /** It must not leave: `reason` says why, without the address, which may be personal. */
  | { kind: 'forbidden'; reason: string };

/** Written like this, with what RFC 3986 lets stand in an address and a path after the host, it means the same to every program. */
const PLAIN = /^https?:\/\/[\w.-]+(?::\d+)?(?:\/[\w.~:/?#[\]@!$&'()*+,;=%-]*)?$/;

const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const ALLOWED = 'links may lead to http, https, mailto and tel';

/** Reads what stands in `href`, as browsers do: without spaces around it, and tabs and line breaks within. */
export function readDestination(href: string): Destination {
  const text = href.trim().replaceAll(/[\t\n\r]/g, '');
  if (text === '' || text.startsWith('#')) return { kind: 'elsewhere' };
  const scheme = SCHEME.exec(text)?.[0].toLowerCase();
  switch (scheme) {
    case 'mailto:':
    case 'tel:':
      return { kind: 'elsewhere' };
    case 'http:':
    case 'https:':
      return readWeb(text);
    case undefined:
      return { kind: 'forbidden', reason: `it has no scheme, such as https://; ${ALLOWED}` };
    default:
      return { kind: 'forbidden', reason: `its scheme is ${scheme.slice(0, 20)}; ${ALLOWED}` };
  }
}

function readWeb(text: string): Destination {
  const url = URL.parse(text);
  if (url === null) return { kind: 'forbidden', reason: 'it is no address on the web' };
  // `https://bank.example@evil.example/` leads to the second of the two.
  if (url.username !== '' || url.password !== '')
    return { kind: 'forbidden', reason: 'it has a user name or a password before its host' };
  return { kind: 'web', address: PLAIN.test(text) ? text : url.href };
}
