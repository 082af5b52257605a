import { type Destination, readDestination } from './destination.ts';
import { type Attribute, type ScannedHtml, scanHtml, type Tag } from './html-tags.ts';
import { RenderFailure, type TemplatePlace } from './render-failure.ts';

/** Attributes by which authors say how a link is tracked. They are for Chappe, and leave with no message. */
const TRACKING_ATTRIBUTES = ['tracking', 'dataminingname', 'linktype'] as const;

const NAMES: ReadonlySet<string> = new Set(['href', ...TRACKING_ATTRIBUTES]);

const LONGEST_LABEL = 255;

const FORM_ID = /^[0-9A-Za-z]{1,32}$/;

export function isFormId(text: string): boolean {
  return FORM_ID.test(text);
}

/** What the author of a link wants. */
export type LinkMeaning = { type: 'mirror' | 'unsubscribe' } | { type: 'form'; form: string } | Destination;

/** A tag with a link, or with attributes of tracking. */
export type HtmlLink = {
  /** Undefined on what leads nowhere. */
  href: Attribute | undefined;
  /** Where it leads; undefined where `href` is. */
  meaning: LinkMeaning | undefined;
  /** What has to go. */
  marks: readonly Attribute[];
  /** Whether the author wants it tracked; undefined when nothing is said. */
  tracking: boolean | undefined;
  label: string | undefined;
};

/** The links of some HTML, from the first to the last. */
export type FoundLinks = Pick<ScannedHtml, 'bodyEnd'> & { links: readonly HtmlLink[] };

export function linksOf(html: string): FoundLinks {
  const { tags, bodyEnd } = scanHtml(html, NAMES);
  return { links: tags.map(linkOf), bodyEnd };
}

function linkOf({ name, attributes }: Tag): HtmlLink {
  // Of two attributes with one name the first counts.
  const named = (wanted: string) => attributes.find((attribute) => attribute.name === wanted);
  const word = (wanted: string) => named(wanted)?.value.trim().toLowerCase();
  const href = isLink(name) ? named('href') : undefined;
  const tracking = word('tracking');
  const label = named('dataminingname')?.value.trim().slice(0, LONGEST_LABEL).toWellFormed();
  return {
    href,
    meaning: href && meaningOf(href.value, word('linktype')),
    marks: attributes.filter((attribute) => attribute.name !== 'href'),
    tracking: tracking === 'enabled' ? true : tracking === 'disabled' ? false : undefined,
    label: label === '' ? undefined : label,
  };
}

/** Outlook draws buttons that are links of elements such as `v:roundrect`. */
function isLink(name: string): boolean {
  return name === 'a' || name === 'area' || name.startsWith('v:');
}

function meaningOf(href: string, linktype: string | undefined): LinkMeaning {
  const text = href.trim();
  const word = text.toLowerCase();
  if (word === 'mirrorpage') return { type: 'mirror' };
  if (word === 'unsubscribe') return { type: 'unsubscribe' };
  if (linktype === 'form' && isFormId(text)) return { type: 'form', form: text };
  return readDestination(href);
}

/**
 * Looks at the links of a template that are written out in it.
 *
 * @throws RenderFailure when one leads where links may not.
 */
export function checkLinks(template: string): void {
  for (const { href, meaning } of linksOf(template).links) {
    if (href === undefined || meaning === undefined || /\{[{%]/.test(href.value)) continue;
    if ('kind' in meaning && meaning.kind === 'forbidden')
      throw new RenderFailure(
        'html',
        `a link cannot be sent: ${meaning.reason}`,
        placeOf(template, href.start),
      );
  }
}

function placeOf(template: string, at: number): TemplatePlace {
  const before = template.slice(0, at);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: at - lineStart + 1 };
}
