import { readDestination } from '../rendering/destination.ts';
import type { LinkPart } from '../rendering/email-links.ts';
import { escapeHtml } from '../rendering/escape-html.ts';
import { MIRROR_TOKEN, tokenAddress } from './address.ts';
import type { TrackedLink } from './tracked-link.ts';

export type ImpersonalSources = {
  /** The address of the tracking server, for what leads to a page. */
  base: string;
  /** What a token stands for; undefined when nobody has signed it. */
  read(token: string): Promise<Pick<TrackedLink, 'link'> | undefined>;
};

/**
 * An address with a token, by whatever name the server had when the message left; also percent-encoded, as it stands in
 * another address. Host and path before it are short, so that no HTML takes long to look through.
 */
const ADDRESS = /https?(?::\/\/|%3A%2F%2F)[\w.~:%[\]/-]{1,255}?(?:\/t\/|%2Ft%2F)(?<token>[\w-]{40,6000})/gi;

/** A picture of one transparent pixel, in place of the one by which opens are seen. */
const NO_PIXEL = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==';

/**
 * A part of a message that has left, for whoever looks at it. Its links lead straight to where they shall and count nobody,
 * and what is for the reader alone leads to a page that says so. Every other character is left as it is.
 */
export async function impersonal(text: string, part: LinkPart, sources: ImpersonalSources): Promise<string> {
  let result = '';
  let at = 0;
  for (const { 0: address, index, groups } of text.matchAll(ADDRESS)) {
    const read = await sources.read(groups?.token ?? '');
    if (read === undefined) continue;
    const instead = await insteadOf(read, part, sources);
    result += text.slice(at, index) + writtenLike(address, instead, part);
    at = index + address.length;
  }
  return result + text.slice(at);
}

async function insteadOf(
  { link }: Pick<TrackedLink, 'link'>,
  part: LinkPart,
  sources: ImpersonalSources,
): Promise<string> {
  switch (link.type) {
    case 'open':
      return NO_PIXEL;
    case 'mirror':
    case 'trap':
      // In a text nobody could follow it; whoever reads it is on the page already.
      return part === 'html' ? '#' : '';
    case 'redirection': {
      const destination = readDestination(link.destination);
      // Authors put such addresses into others, to share a message or to hand it to a page of theirs.
      if (destination.kind === 'web') return impersonal(destination.address, 'text', sources);
      return tokenAddress(sources.base, MIRROR_TOKEN);
    }
    case 'unsubscribe':
    case 'form':
      return tokenAddress(sources.base, MIRROR_TOKEN);
  }
}

/** Between quotes of either kind it stays within them. */
function writtenLike(replaced: string, address: string, part: LinkPart): string {
  if (/^https?%/i.test(replaced)) return encodeURIComponent(address).replaceAll("'", '%27');
  return part === 'html' ? escapeHtml(address) : address;
}
