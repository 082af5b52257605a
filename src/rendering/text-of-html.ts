import { compile } from 'html-to-text';

/** How deep and how wide the HTML of a message may be; what lies beyond is left out of the text. */
const DEEPEST = 200;
const MOST_CHILDREN = 20_000;

/** Written with links in brackets after their words; no picture, and nothing of what the design hides. */
const convert = compile({
  wordwrap: 78,
  limits: { maxDepth: DEEPEST, maxChildNodes: MOST_CHILDREN, ellipsis: '…' },
  selectors: [
    { selector: 'img', format: 'skip' },
    // The line that mailboxes show beside the subject.
    { selector: '[style*="display:none"]', format: 'skip' },
    { selector: '[style*="display: none"]', format: 'skip' },
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, noAnchorUrl: true } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
});

/** The text part of a message that was designed in HTML alone: some people read nothing else, and some filters want it. */
export function textOfHtml(html: string): string {
  return convert(html);
}
