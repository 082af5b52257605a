import type { EmailLinks, LinkPart } from '../rendering/email-links.ts';
import { linksOf } from '../rendering/html-links.ts';
import { MIRROR_TOKEN, tokenAddress } from './address.ts';
import { type Linking, linkHtml } from './linked-html.ts';

/**
 * The links of a message that is shown as a page. Whoever was sent its address sees it too: so they lead straight to where
 * they shall and count nobody, and what is for the reader alone leads to a page that says so.
 */
export function mirrorLinks(base: string): EmailLinks {
  const page = tokenAddress(base, MIRROR_TOKEN);
  const addressOf = (type: string) => (type === 'mirror' ? '#' : page);
  const linking = (source: LinkPart): Linking => ({
    source,
    all: false,
    addressOf: ({ type }) => (type === 'redirection' ? undefined : addressOf(type)),
  });
  return {
    // In a text nobody could follow a `#`; whoever reads it is on the page already.
    names: (part) => ({ mirror: part === 'html' ? '#' : '', unsubscribe: page }),
    inHtml: (html, part) => linkHtml({ html, found: linksOf(html) }, linking(part)),
    inText: (text) => text,
  };
}
