import { compile } from 'html-to-text';

/** How deep and how wide the HTML of a message may be; what lies beyond is left out of the text. */
const DEEPEST = 200;
const MOST_CHILDREN = 20_000;

/** Written with links in brackets after their words; no picture, and nothing of what the design hides. */
function compiled(): (html: string) => string {
  return compile({
    wordwrap: 78,
    limits: { maxDepth: DEEPEST, maxChildNodes: MOST_CHILDREN, ellipsis: '…' },
    selectors: [
      { selector: 'img', format: 'skip' },
      // The line that mailboxes show beside the subject.
      { selector: '[style*="display:none"]', format: 'skip' },
      { selector: '[style*="display: none"]', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, noAnchorUrl: true } },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
        selector,
        options: { uppercase: false },
      })),
    ],
  });
}

/** Made when it is first needed: it takes longer than most of what else a command does, and few need it. */
let convert: ReturnType<typeof compiled> | undefined;

/**
 * How many elements may be open at once. Far more than any design has: beyond, the parser takes time that grows with the
 * square of the depth.
 */
const MOST_OPEN = 2000;

/** Elements without an end, and those that the next of their kind ends. */
const UNCOUNTED = new Set(
  'area base br col dd dt embed hr img input li link meta option p param source td th tr track wbr'.split(
    ' ',
  ),
);

/** The HTML nests too deeply to be read. */
export class NestedTooDeeply extends Error {
  override readonly name = 'NestedTooDeeply';
}

/**
 * The text part of a message that was designed in HTML alone: some people read nothing else, and some filters want it.
 *
 * @throws NestedTooDeeply
 */
export function textOfHtml(html: string): string {
  let open = 0;
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z][^\s/>]*)/gi)) {
    if (UNCOUNTED.has(name.toLowerCase())) continue;
    open = slash === '' ? open + 1 : Math.max(0, open - 1);
    if (open > MOST_OPEN) throw new NestedTooDeeply(`more than ${MOST_OPEN} elements are open at once`);
  }
  convert ??= compiled();
  return convert(html);
}
