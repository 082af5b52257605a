import type { FoundLinks, HtmlLink } from '../rendering/html-links.ts';
import type { Attribute } from '../rendering/html-tags.ts';
import { RenderFailure } from '../rendering/render-failure.ts';
import type { LinkSource, PlacedLink } from './tracked-link.ts';

/** By what the links of a part are replaced. */
export type Linking = {
  source: LinkSource;
  /** Whether links are tracked that nobody has marked. */
  all: boolean;
  /** The address in place of a link; undefined leaves it as it is. */
  addressOf(link: PlacedLink): string | undefined;
};

/** HTML, and what was found in it. */
export type ReadHtml = { html: string; found: FoundLinks };

type Edit = { start: number; end: number; text: string };

/**
 * HTML with other addresses in its links, without the attributes of tracking, and with something put before the last
 * `</body>`. Every other byte is left as it is.
 *
 * @throws RenderFailure when a link leads where links may not.
 */
export function linkHtml({ html, found }: ReadHtml, linking: Linking, ending = ''): string {
  const { links, bodyEnd = html.length } = found;
  const edits: Edit[] = [];
  for (const [index, link] of links.entries()) {
    const target = targetOf(link, linking, index + 1);
    const address = target && linking.addressOf(target);
    edits.push(...editsOf(html, link, address));
  }
  if (ending !== '') edits.push({ start: bodyEnd, end: bodyEnd, text: ending });
  return spliced(html, edits);
}

/** @param place which of the links it is. @throws RenderFailure */
function targetOf(
  { meaning, tracking, label }: HtmlLink,
  { source, all }: Linking,
  place: number,
): PlacedLink | undefined {
  if (meaning === undefined) return undefined;
  const said = { source, ...(label !== undefined && { label }) };
  if ('type' in meaning) return { ...meaning, ...said };
  switch (meaning.kind) {
    case 'elsewhere':
      return undefined;
    case 'forbidden':
      throw new RenderFailure('html', `its link ${place} cannot be sent: ${meaning.reason}`);
    case 'web':
      return (tracking ?? all) ? { type: 'redirection', destination: meaning.address, ...said } : undefined;
  }
}

function editsOf(html: string, { href, marks }: HtmlLink, address: string | undefined): Edit[] {
  const edits = marks.map((mark) => removal(html, mark));
  if (href !== undefined && address !== undefined) {
    const text = `${html.slice(href.start, href.nameEnd)}="${address.replaceAll('&', '&amp;')}"`;
    edits.push({ start: href.start, end: href.end, text });
  }
  return edits;
}

/** An attribute goes with the space before it, unless it alone keeps its neighbours apart. */
function removal(html: string, { start, end }: Attribute): Edit {
  let from = start;
  while (/\s/.test(html.charAt(from - 1))) from--;
  return { start: from, end, text: /[\s/>]/.test(html.charAt(end)) ? '' : ' ' };
}

function spliced(html: string, edits: Edit[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, text } of edits.sort((one, other) => one.start - other.start)) {
    result += html.slice(at, start) + text;
    at = end;
  }
  return result + html.slice(at);
}
