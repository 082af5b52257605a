import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { AuthenticatedKey } from '../../accounts/key-ring.ts';
import { FEEDS, type Feed } from '../../events/feeds.ts';
import type { EventLog, Scope } from '../../events/log.ts';
import { findContactScope, isContactScope } from '../contact-scope.ts';
import { chooseEncoding, chooseMediaType } from '../encoding.ts';
import { sendFeed } from '../feed-body.ts';
import { parametersOf, readFeedQuery } from '../parameters.ts';
import { Problem } from '../problem.ts';
import { type QueryString, queryOf } from '../query-string.ts';
import type { KeyedRoute } from '../route.ts';
import type { Services } from '../services.ts';
import { exampleOf, feedItem } from './feed-examples.ts';

/** The routes of all feeds. */
export function feedRoutes(services: Services): KeyedRoute[] {
  return FEEDS.map((feed) => ({
    method: 'GET',
    path: feed.path,
    operationId: operationId(feed.path),
    section: feed.section,
    summary: feed.summary,
    parameters: parametersOf(feed),
    answer: {
      description: 'The events, as one stream of any length',
      headers: {
        'X-Log-Position': {
          schema: Type.Integer({ minimum: 0 }),
          description:
            'Last position of the log when the request began. The answer holds nothing published later; pass it as `after` to ask for that',
        },
      },
      content: {
        'application/json': { schema: Type.Array(feedItem(feed)), example: [exampleOf(feed)] },
        'application/x-ndjson': {
          schema: feedItem(feed),
          example: exampleOf(feed),
          description: 'One event a line',
        },
      },
    },
    errors: ['invalid-parameter', ...(feed.scope.of === 'family' ? [] : (['not-found'] as const))],
    permission: 'events:read',
    handle: (request, reply, key) => serveFeed(feed, services, request, reply, key),
  }));
}

async function serveFeed(
  feed: Feed,
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  key: AuthenticatedKey,
): Promise<unknown> {
  const query = queryOf(request.raw.url ?? '');
  const asked = readFeedQuery(feed, idOf(request), query);
  const log = services.logOf(key);
  const scope = await knownScope(asked.scope, query, log, services, key);
  if (scope === undefined) {
    throw new Problem('not-found', `the account has no events of this ${nameOf(feed)}`);
  }
  const upTo = log.head();
  const mediaType = chooseMediaType(request.headers.accept);
  reply.header('Content-Type', mediaType);
  reply.header('X-Log-Position', String(upTo));
  reply.header('Cache-Control', 'no-store');
  reply.header('Vary', 'Accept, Accept-Encoding');
  if (request.method === 'HEAD') return reply.send();
  const encoding = chooseEncoding(request.headers['accept-encoding']?.toString(), mediaType);
  return sendFeed(reply, log, { ...asked, scope, upTo }, mediaType, encoding, services.meter);
}

/** What a request is about, if the account knows it. */
async function knownScope(
  scope: Scope,
  query: QueryString,
  log: EventLog,
  services: Services,
  key: AuthenticatedKey,
): Promise<Scope | undefined> {
  if (isContactScope(scope)) return findContactScope(scope, query, log, services.contactsOf(key));
  if (scope.of === 'family' || log.has(scope)) return scope;
  if (scope.of !== 'owner' || scope.family !== 'actions') return undefined;
  // An action that was never sent has no events, and is known all the same.
  const action = await services.actionsOf(key).records.find(scope.id);
  return action && { ...scope, id: action.id };
}

function idOf({ params }: FastifyRequest): string | undefined {
  const id = typeof params === 'object' && params !== null && 'id' in params ? params.id : undefined;
  return typeof id === 'string' ? id : undefined;
}

function nameOf({ scope }: Feed): string {
  switch (scope.of) {
    case 'owner':
      return { actions: 'action', notifications: 'notification', display: 'content', contacts: 'contact' }[
        scope.family
      ];
    case 'campaign':
      return 'campaign';
    default:
      return 'contact';
  }
}

/** `/actions/{id}/events/hits/open` becomes `getActionsByIdEventsHitsOpen`. */
function operationId(path: string): string {
  const words = path.split('/').filter((word) => word !== '');
  return `get${words.map((word) => (word === '{id}' ? 'ById' : word[0]?.toUpperCase() + word.slice(1))).join('')}`;
}
