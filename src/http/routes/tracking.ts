import { randomUUIDv7 } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { readDestination } from '../../rendering/destination.ts';
import { MIRROR_TOKEN, PREVIEW_TOKEN } from '../../tracking/address.ts';
import { readAddress } from '../../tracking/client/client-address.ts';
import { isPrefetch } from '../../tracking/client/prefetch.ts';
import { LONGEST_AGENT } from '../../tracking/client/user-agent.ts';
import type { ReadLink } from '../../tracking/link-token.ts';
import type { Reader } from '../../tracking/visits.ts';
import { sendMirrorPage } from '../pages/mirror-page.ts';
import { keptPrivate, languageOf } from '../pages/page.ts';
import { sendNotice, sendUnsubscribePage } from '../pages/reader-pages.ts';
import type { Parameter } from '../parameters.ts';
import { textOf } from '../path-parameters.ts';
import { readWhole } from '../request-body.ts';
import type { Answer, PublicRoute } from '../route.ts';
import type { Services } from '../services.ts';

/** A picture of one transparent pixel. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');

/** Mailboxes post a few words. */
const MOST_BODY = 16_384;

const TOKEN: Parameter = {
  name: 'token',
  in: 'path',
  required: true,
  schema: Type.String(),
  description: 'What stands in the link of a message',
  example: PREVIEW_TOKEN,
};

const HTML = { 'text/html': { schema: Type.String() } };
const NOT_OURS: Answer = { description: 'No account has signed this link. A page says so', content: HTML };
const UNREADABLE: Answer = {
  description: 'What is kept of the message is damaged. A page says that it cannot be shown',
  content: HTML,
};
const REDIRECTION: Answer = {
  description: 'To where the link leads',
  headers: { Location: { schema: Type.String(), description: 'An address of http or https' } },
  content: {},
};

/** What readers of messages reach without a key: their links, and those that were written for NP6. */
export function trackingRoutes(services: Services): PublicRoute[] {
  const follow = async (request: FastifyRequest, reply: FastifyReply) => {
    const token = tokenOf(request);
    if (token === PREVIEW_TOKEN) return sendNotice(reply, languageFor(request), 'preview');
    if (token === MIRROR_TOKEN) return sendNotice(reply, languageFor(request), 'personal');
    const link = await services.visits.read(token);
    if (link === undefined) return refuse(services, request, reply, 'token');
    return visit(services, request, reply, link);
  };
  const followOlder = async (request: FastifyRequest, reply: FastifyReply) => {
    const link = await services.visits.readOlder(request.url);
    if (link === undefined) return refuse(services, request, reply, 'older');
    return visit(services, request, reply, link);
  };
  const older = (path: string, operationId: string, summary: string, success: Answer): PublicRoute => ({
    method: 'GET',
    path,
    limit: 'address',
    operationId,
    section: 'Tracking',
    summary,
    description: 'Verified with the secret that `chappe tracking legacy-secret` has set.',
    parameters: [],
    answer: success,
    otherAnswers: { ...(success.content === HTML && { 302: REDIRECTION }), 404: NOT_OURS },
    errors: ['too-many-requests'],
    handle: followOlder,
  });
  return [
    {
      method: 'GET',
      path: '/t/{token}',
      longParameter: true,
      limit: 'address',
      operationId: 'followLink',
      section: 'Tracking',
      summary: 'Follows a link of a message',
      description:
        'Redirects, or answers with the picture of an open, the message as a page, or the page to unsubscribe. The hit is kept; nothing else changes. `HEAD` is answered alike.',
      parameters: [TOKEN],
      answer: {
        description: 'A page, or a picture',
        content: { ...HTML, 'image/gif': { schema: Type.String() } },
      },
      otherAnswers: { 302: REDIRECTION, 404: NOT_OURS, 500: UNREADABLE },
      errors: ['too-many-requests'],
      handle: follow,
    },
    {
      method: 'POST',
      path: '/t/{token}',
      longParameter: true,
      limit: 'address',
      operationId: 'unsubscribe',
      section: 'Tracking',
      summary: 'Unsubscribes the contact of a link',
      description:
        'What the button of the page does, and that of mailboxes (RFC 8058). Answered with 200 also when the contact is unsubscribed already, or gone.',
      parameters: [TOKEN],
      body: {
        description: '`List-Unsubscribe=One-Click` from mailboxes',
        optional: true,
        content: {
          'application/x-www-form-urlencoded': { schema: Type.String() },
          'multipart/form-data': { schema: Type.String() },
        },
      },
      answer: { description: 'It is done. A page says so', content: HTML },
      otherAnswers: { 404: NOT_OURS },
      errors: ['invalid-body', 'body-too-large', 'too-many-requests', 'disk-full'],
      handle: async (request, reply) => {
        const link = await services.visits.read(tokenOf(request));
        // Nobody but mailboxes and our own page posts, and to no other link.
        if (link?.link.type !== 'unsubscribe') return refuse(services, request, reply, 'token');
        const byMailbox = isOneClick(await bodyOf(request));
        // On the page the link was followed before, which was a hit.
        if (byMailbox) await keep(services, request, link);
        await services.visits.unsubscribe(link, byMailbox ? 'mailbox' : 'page');
        return sendNotice(reply, languageFor(request, services.visits.reader(link)), 'unsubscribed');
      },
    },
    older('/redirectUrl', 'followOlderLink', 'Follows a link that was written for NP6', {
      description: 'Never: a link redirects',
      content: HTML,
    }),
    older('/o5.aspx', 'loadOlderPixel', 'Notes the open of a message whose picture was written for NP6', {
      description: 'A picture',
      content: { 'image/gif': { schema: Type.String() } },
    }),
  ];
}

async function visit(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  link: ReadLink,
): Promise<FastifyReply> {
  const { visits } = services;
  const target = link.link;
  // It was looked at when the link was signed, but older rules may have been weaker.
  if (target.type === 'redirection' && readDestination(target.destination).kind !== 'web')
    return refuse(services, request, reply, 'destination');
  await keep(services, request, link);
  switch (target.type) {
    case 'open':
      return keptPrivate(reply).header('Content-Type', 'image/gif').send(PIXEL);
    case 'redirection':
      return redirect(request, reply, target.destination);
    case 'unsubscribe': {
      const reader = visits.reader(link);
      return sendUnsubscribePage(reply, languageFor(request, reader), reader.address);
    }
    case 'mirror': {
      const shown = await visits.mirror(link);
      if (typeof shown === 'string')
        return sendNotice(reply, languageFor(request, visits.reader(link)), shown);
      return sendMirrorPage(reply, shown);
    }
    case 'form': {
      const address = visits.formAddress(link, target.form);
      if (address !== undefined) return redirect(request, reply, address);
      return sendNotice(reply, languageFor(request, visits.reader(link)), 'noForm');
    }
    case 'trap':
      return sendNotice(reply, languageFor(request), 'trap');
  }
}

/** To the web and nowhere else, written so that every program reads it alike. */
function redirect(request: FastifyRequest, reply: FastifyReply, destination: string): FastifyReply {
  const read = readDestination(destination);
  if (read.kind !== 'web') return sendNotice(reply, languageFor(request), 'unknown');
  return keptPrivate(reply).code(302).header('Location', read.address).send();
}

function refuse(
  { meter }: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  form: 'token' | 'older' | 'destination',
): FastifyReply {
  meter.count('chappe_links_refused_total', { form });
  return sendNotice(reply, languageFor(request), 'unknown');
}

function keep({ visits, now }: Services, request: FastifyRequest, link: ReadLink): Promise<void> {
  const { method, headers, ip } = request;
  const address = readAddress(ip);
  return visits.keep(link, {
    id: randomUUIDv7(),
    at: now(),
    method: method === 'HEAD' || method === 'POST' ? method : 'GET',
    prefetch: isPrefetch(headers),
    ...(address && { ip: address.value }),
    agent: (headers['user-agent'] ?? '').slice(0, LONGEST_AGENT),
  });
}

function tokenOf(request: FastifyRequest): string {
  return textOf(request, '*');
}

function languageFor({ headers }: FastifyRequest, reader?: Reader) {
  return languageOf(reader?.language, headers['accept-language']);
}

async function bodyOf({ body }: FastifyRequest): Promise<string> {
  if (!(body instanceof Readable)) return '';
  return readWhole(body, MOST_BODY, `the body may have ${MOST_BODY} bytes at most`);
}

/** Written as a form or as parts of one. */
function isOneClick(body: string): boolean {
  return /List-Unsubscribe(?:=|"\s+)One-Click/i.test(body);
}
