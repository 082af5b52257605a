import type { FastifyReply } from 'fastify';
import { escapeHtml } from '../../rendering/escape-html.ts';
import { type TextPiece, textPieces } from '../../rendering/text-pieces.ts';
import type { MirroredMessage } from '../../tracking/visits.ts';
import { keptPrivate } from './page.ts';

/** A message of somebody else's making is shown, so it may load pictures and styles, and nothing that acts. */
const POLICY = [
  "default-src 'none'",
  "script-src 'none'",
  'img-src http: https: data:',
  "style-src 'unsafe-inline' http: https:",
  'font-src http: https: data:',
  'media-src http: https:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  'sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation',
].join('; ');

/** Messages were designed for windows of any width; without this a phone shows all of them very small. */
const VIEWPORT = '<meta name="viewport" content="width=device-width">';

/** Answers with a message as a page. */
export function sendMirrorPage(reply: FastifyReply, message: MirroredMessage): FastifyReply {
  const page =
    'html' in message ? fitted(message.html, message.subject) : plain(message.text, message.subject);
  return keptPrivate(reply)
    .header('Content-Type', 'text/html; charset=utf-8')
    .header('Content-Security-Policy', POLICY)
    .send(Buffer.from(page));
}

/** The HTML of a message, with what a page needs and a message does not. */
function fitted(html: string, subject: string): string {
  const start = html.slice(0, 100_000);
  const missing =
    (/<meta\s[^>]{0,200}viewport/i.test(start) ? '' : VIEWPORT) +
    // Else a browser shows the address of the page, which is a person's.
    (/<title[\s>]/i.test(start) ? '' : titled(subject));
  const place = /<head(?:\s[^>]{0,1000})?>/i.exec(start) ?? /^\s*<!doctype[^>]{0,1000}>/i.exec(start);
  const at = place === null ? 0 : place.index + place[0].length;
  return html.slice(0, at) + missing + html.slice(at);
}

function plain(text: string, subject: string): string {
  return `<!doctype html>
<html><head><meta charset="utf-8">${VIEWPORT}${titled(subject)}<style>
:root{color-scheme:light dark}body{margin:1.25rem auto;max-width:42rem;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif;white-space:pre-wrap;overflow-wrap:anywhere}
</style></head><body>${textPieces(text).map(clickable).join('')}</body></html>
`;
}

function clickable({ text, address }: TextPiece): string {
  const shown = escapeHtml(text);
  return address === undefined ? shown : `<a href="${escapeHtml(address)}">${shown}</a>`;
}

function titled(subject: string): string {
  return `<title>${escapeHtml(subject)}</title>`;
}
