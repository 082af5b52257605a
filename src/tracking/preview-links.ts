import type { EmailLinks, LinkPart } from '../rendering/email-links.ts';
import { linksOf } from '../rendering/html-links.ts';
import { PREVIEW_TOKEN, tokenAddress } from './address.ts';
import { type Linking, linkHtml } from './linked-html.ts';

/** The links of proofs and previews: they lead where they shall and tell nobody. Nothing in them is of a contact. */
export function previewLinks(base: string): EmailLinks {
  const page = tokenAddress(base, PREVIEW_TOKEN);
  const linking = (source: LinkPart): Linking => ({
    source,
    all: false,
    addressOf: ({ type }) => (type === 'redirection' ? undefined : page),
  });
  return {
    names: () => ({ mirror: page, unsubscribe: page }),
    inHtml: (html, part) => linkHtml({ html, found: linksOf(html) }, linking(part)),
    inText: (text) => text,
  };
}
