import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { escapeHtml } from '../../rendering/escape-html.ts';

/** The languages that pages for readers of messages speak; the first is for everybody else. */
const LANGUAGES = ['en', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

const STYLE = `
:root{color-scheme:light dark;--text:#1d2330;--quiet:#545c6c;--back:#f3f4f7;--card:#fff;--line:#dfe2e8;--strong:#1f4fbf;--on:#fff}
@media (prefers-color-scheme:dark){:root{--text:#eceef3;--quiet:#aab1bf;--back:#14171d;--card:#1e232c;--line:#343b47;--strong:#8fb2ff;--on:#10131a}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;align-items:center;justify-content:center;padding:1.25rem;background:var(--back);color:var(--text);font:1.0625rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{width:100%;max-width:30rem;padding:2.25rem 2rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem;overflow-wrap:break-word}
h1{margin:0 0 .75rem;font-size:1.5rem;line-height:1.25}
p{margin:0 0 1rem}p:last-child{margin-bottom:0}
.quiet{color:var(--quiet);font-size:.9375rem}
form{margin:1.5rem 0}
button{width:100%;min-height:3rem;padding:.75rem 1.5rem;border:0;border-radius:.5rem;background:var(--strong);color:var(--on);font:inherit;font-weight:600;cursor:pointer}
button:hover{filter:brightness(1.08)}
button:focus-visible{outline:3px solid var(--text);outline-offset:3px}
@media (max-width:26rem){body{align-items:flex-start;padding:.75rem}main{padding:1.5rem 1.25rem}}
`;

/** A page loads nothing, runs no script, is in no frame, and posts to nobody but this server. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Answers with a page; `body` is HTML. */
export function sendPage(
  reply: FastifyReply,
  { language, title, body }: { language: Language; title: string; body: string },
  status = 200,
): FastifyReply {
  const page = `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>
`;
  return keptPrivate(reply)
    .code(status)
    .header('Content-Type', 'text/html; charset=utf-8')
    .header('Content-Language', language)
    .header('Content-Security-Policy', POLICY)
    .send(Buffer.from(page));
}

/** The address of what is answered names a person: it is in no cache, no index, and told to no other site. */
export function keptPrivate(reply: FastifyReply): FastifyReply {
  return reply
    .header('Cache-Control', 'no-store')
    .header('Referrer-Policy', 'no-referrer')
    .header('X-Robots-Tag', 'noindex, nofollow')
    .header('X-Content-Type-Options', 'nosniff');
}

/** The language of a page: that of the contact, else the first of the browser's that pages speak. */
export function languageOf(contact: string | undefined, accepted: string | undefined): Language {
  const wanted = [contact ?? '', ...(accepted ?? '').split(',', 10)];
  return wanted.map(spoken).find((language) => language !== undefined) ?? LANGUAGES[0];
}

const SPOKEN: readonly [RegExp, Language][] = [
  [/^\s*(?:fr|french$|fran[cç]ais$)/i, 'fr'],
  [/^\s*(?:en|english$|anglais$)/i, 'en'],
];

function spoken(text: string): Language | undefined {
  return SPOKEN.find(([pattern]) => pattern.test(text))?.[1];
}
