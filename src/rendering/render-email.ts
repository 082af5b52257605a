import type { EmailLinks, LinkPart } from './email-links.ts';
import type { Reader, TemplateKind } from './engine.ts';
import { checkLinks } from './html-links.ts';
import { RenderFailure } from './render-failure.ts';
import type { Renderer, View } from './renderer.ts';
import { type Scope, withLinks } from './scope.ts';
import { NestedTooDeeply, textOfHtml } from './text-of-html.ts';

/** The templates of an e-mail. */
export type EmailViews = {
  subject: string;
  html?: string | undefined;
  text?: string | undefined;
  /** The name that the reader sees as the sender. */
  fromLabel?: string | undefined;
  /** What is before the @ of the sender. */
  fromPrefix?: string | undefined;
  replyTo?: string | undefined;
};

/** An e-mail for one reader. */
export type RenderedEmail = {
  subject: string;
  html?: string;
  text: string;
  fromLabel?: string;
  fromPrefix?: string;
  replyTo?: string;
};

const KINDS = {
  subject: 'text',
  html: 'html',
  text: 'text',
  fromLabel: 'text',
  fromPrefix: 'text',
  replyTo: 'text',
} as const satisfies Record<keyof EmailViews, TemplateKind>;

/**
 * Renders all parts of an e-mail. The text is made from the HTML when there is none.
 *
 * @param links by what its links are replaced; without them they stay as they are.
 * @throws RenderFailure, of the first part that fails.
 */
export function renderEmail(
  renderer: Renderer,
  views: EmailViews,
  scope: Scope,
  reader: Reader,
  links?: EmailLinks,
): RenderedEmail {
  const part = (name: keyof EmailViews) => {
    const view = viewOf(views, name);
    const named: LinkPart = name === 'html' ? 'html' : 'text';
    return view && renderer.render(view, links ? withLinks(scope, links.names(named)) : scope, reader);
  };
  const html = part('html');
  const text = part('text');
  const fromLabel = part('fromLabel');
  const fromPrefix = part('fromPrefix');
  const replyTo = part('replyTo');
  return {
    subject: oneLine(part('subject') ?? ''),
    ...(html !== undefined && { html: links?.inHtml(html, 'html') ?? html }),
    text:
      text === undefined
        ? textFrom(links?.inHtml(html ?? '', 'text') ?? html)
        : (links?.inText(text) ?? text),
    ...(fromLabel !== undefined && { fromLabel: oneLine(fromLabel) }),
    ...(fromPrefix !== undefined && { fromPrefix: oneLine(fromPrefix) }),
    ...(replyTo !== undefined && { replyTo: oneLine(replyTo) }),
  };
}

/**
 * Looks whether all parts of an e-mail can be parsed, and its links lead where links may.
 *
 * @throws RenderFailure
 */
export function checkEmail(renderer: Renderer, views: EmailViews, reader: Reader): void {
  for (const name of ['subject', 'html', 'text', 'fromLabel', 'fromPrefix', 'replyTo'] as const) {
    const view = viewOf(views, name);
    if (view !== undefined) renderer.check(view, reader);
  }
  checkLinks(views.html ?? '');
}

function textFrom(html = ''): string {
  try {
    return textOfHtml(html);
  } catch (error) {
    if (!(error instanceof NestedTooDeeply)) throw error;
    const reason = `no text can be made from the HTML (${error.message}); write one`;
    throw new RenderFailure('text', reason, undefined, { cause: error });
  }
}

/** A part that is empty is as good as absent. */
function viewOf(views: EmailViews, part: keyof EmailViews): View | undefined {
  const template = views[part];
  if (template === undefined || template === '') return undefined;
  return { part, kind: KINDS[part], template };
}

/** A header is one line; tags around its words leave line breaks. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
