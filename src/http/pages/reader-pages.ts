import type { FastifyReply } from 'fastify';
import { escapeHtml } from '../../rendering/escape-html.ts';
import { type Language, sendPage } from './page.ts';
import { type PageText, WORDS } from './texts.ts';

/** Pages that only say something, and the status that each has. */
const STATUS = {
  unsubscribed: 200,
  unknown: 404,
  preview: 200,
  personal: 200,
  gone: 404,
  // It is there, and what keeps it from being shown is on our side.
  unreadable: 500,
  noForm: 404,
  trap: 200,
} as const;

/** Answers with a page that only says something. */
export function sendNotice(reply: FastifyReply, language: Language, what: keyof typeof STATUS): FastifyReply {
  const text = WORDS[language][what];
  return sendPage(reply, { language, title: text.title, body: paragraphs(text) }, STATUS[what]);
}

/** Asks whether to unsubscribe. Nothing has happened yet: the button posts to the address of the page. */
export function sendUnsubscribePage(
  reply: FastifyReply,
  language: Language,
  address: string | undefined,
): FastifyReply {
  const text = WORDS[language].unsubscribe;
  const whose =
    address === undefined
      ? ''
      : `<p class="quiet">${escapeHtml(text.address)} <strong>${escapeHtml(address)}</strong></p>`;
  const form = `<form method="post"><button name="by" value="page">${escapeHtml(text.button)}</button></form>`;
  return sendPage(reply, { language, title: text.title, body: paragraphs(text) + form + whose });
}

function paragraphs(text: PageText): string {
  return text.paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('');
}
