import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { AuthenticatedKey } from '../../accounts/key-ring.ts';
import { isMail } from '../../actions/action.ts';
import { requireAction } from '../../actions/changing-actions.ts';
import {
  ACTION_EXPORTS,
  type ActionExport,
  COMMON_COLUMNS,
  rowOf,
} from '../../actions/exports/action-exports.ts';
import { Statistics, statisticsOf } from '../../actions/statistics.ts';
import { BOUNCE_CODES } from '../../contacts/bounce.ts';
import { contactIdOf } from '../../events/contact-id-of.ts';
import { eachEvent } from '../../events/each-event.ts';
import type { EventLog, Query } from '../../events/log.ts';
import { bounceTypeOf } from '../../sending/bounce-note.ts';
import { wholeSeconds } from '../../time/whole-seconds.ts';
import { csvOf } from '../csv.ts';
import { sendChunks, sendList } from '../list-body.ts';
import { textOf } from '../path-parameters.ts';
import type { KeyedRoute } from '../route.ts';
import { sendJson } from '../sending.ts';
import type { Services } from '../services.ts';
import { ACTION_ID, ACTION_SECTION } from './action-examples.ts';

const STATISTICS_EXAMPLE = statisticsOf('mail', {
  counts: [{ type: 'activation', detail: '', count: 3000 }],
  reached: { open: 0, redirection: 0, either: 0 },
});

const BouncedMessage = Type.Object({
  target: Type.String({ description: 'Id of the contact' }),
  timestamp: Type.String({ description: 'UTC' }),
  bounceType: Type.Integer({
    description: `${Object.entries(BOUNCE_CODES)
      .map(([name, code]) => `${code} ${name}`)
      .join(', ')}`,
  }),
});

/** The routes that tell what became of the messages of an action, as lists. */
export function actionFeedbackRoutes(services: Services): KeyedRoute[] {
  return [
    {
      method: 'GET',
      path: '/actions/{id}/statistics',
      operationId: 'getActionStatistics',
      section: ACTION_SECTION,
      summary: 'What became of the messages of an action, in numbers',
      description:
        'Exact at the moment of the answer, however many events there are. Robots count neither as openers nor as clickers. Numbers stay when events are purged; an event that is published again after that is not counted again. Beyond 1,000 labels of links, and of labels longer than 200 characters, clicks are counted together, as `(other)`.',
      parameters: [ACTION_ID],
      answer: {
        description: 'The numbers',
        content: { 'application/json': { schema: Statistics, example: STATISTICS_EXAMPLE } },
      },
      errors: ['invalid-parameter', 'not-found'],
      permission: 'actions:read',
      handle: async (request, reply, key) => {
        return sendJson(reply, await statisticsFor(services, request, key));
      },
    },
    {
      method: 'GET',
      path: '/actions/{id}/feedbacks/bounces',
      operationId: 'listActionBounces',
      section: ACTION_SECTION,
      summary: 'The contacts whom messages of an action did not reach',
      description:
        'In the form of the oldest programs. The feed `/actions/{id}/events/bounces` tells the same and more.',
      parameters: [ACTION_ID],
      answer: {
        description: 'The bounces, by time, as one stream of any length',
        content: {
          'application/json': {
            schema: Type.Array(BouncedMessage),
            example: [{ target: '0003YC4O', timestamp: '2009-02-01T22:09:00Z', bounceType: 52 }],
          },
        },
      },
      errors: ['invalid-parameter', 'not-found'],
      permission: 'actions:read',
      handle: async (request, reply, key) => {
        const { log, query } = await eventsOf(services, request, key);
        return sendList(request, reply, bounces(log, { ...query, types: ['bounce'] }));
      },
    },
    {
      method: 'GET',
      path: '/actions/{id}/recipients/count',
      operationId: 'countRecipients',
      section: ACTION_SECTION,
      summary: 'How many messages of an action left',
      description: 'The same number as `sent` of the statistics: it stays when events are purged.',
      parameters: [ACTION_ID],
      answer: {
        description: 'The number',
        content: {
          'application/json': {
            schema: Type.Object({ recipientsCount: Type.Integer({ minimum: 0 }) }),
            example: { recipientsCount: 3000 },
          },
        },
      },
      errors: ['invalid-parameter', 'not-found'],
      permission: 'actions:read',
      handle: async (request, reply, key) => {
        const { dispatch } = await statisticsFor(services, request, key);
        return sendJson(reply, { recipientsCount: dispatch.sent });
      },
    },
    ...ACTION_EXPORTS.map((list) => exportRoute(services, list)),
  ];
}

function exportRoute(services: Services, list: ActionExport): KeyedRoute {
  const columns = [...COMMON_COLUMNS, ...list.columns];
  return {
    method: 'GET',
    path: `/actions/{id}/export/${list.path}`,
    operationId: list.operationId,
    section: ACTION_SECTION,
    summary: list.summary,
    description: `CSV as RFC 4180 has it, in UTF-8, by time. The columns: ${columns.join(', ')}. Texts that a spreadsheet would take for a formula begin with an apostrophe.`,
    parameters: [ACTION_ID],
    answer: {
      description: 'A heading and a line for each, as one stream of any length',
      content: { 'text/csv': { schema: Type.String(), example: `${columns.join(',')}\r\n` } },
    },
    errors: ['invalid-parameter', 'not-found'],
    permission: 'actions:read',
    handle: async (request, reply, key) => {
      const { log, query, action } = await eventsOf(services, request, key);
      const name = `${action}-${list.path.replace('/', '-')}.csv`;
      reply.header('Content-Disposition', `attachment; filename="${name}"`);
      const rows = rowsOf(list, log, { ...query, ...list.query });
      return sendChunks(request, reply, 'text/csv; charset=utf-8', csvOf(columns, rows));
    },
  };
}

/** @throws Refusal */
async function statisticsFor(
  services: Services,
  request: FastifyRequest,
  key: AuthenticatedKey,
): Promise<Statistics> {
  const action = await requireAction(services.actionsOf(key), textOf(request));
  const tallies = await services.logOf(key).tallies('actions', action.id);
  return statisticsOf(isMail(action) ? 'mail' : 'sms', tallies);
}

/** The log of an action's account, and what selects its events. @throws Refusal */
async function eventsOf(
  services: Services,
  request: FastifyRequest,
  key: AuthenticatedKey,
): Promise<{ log: EventLog; query: Query; action: string }> {
  const { id } = await requireAction(services.actionsOf(key), textOf(request));
  const log = services.logOf(key);
  const scope = { of: 'owner', family: 'actions', id } as const;
  return { log, query: { scope, robots: 'hidden', after: 0, upTo: log.head(), sort: 'asc' }, action: id };
}

async function* bounces(log: EventLog, query: Query): AsyncGenerator<string> {
  for await (const event of eachEvent(log, query)) {
    if (event.type !== 'bounce') continue;
    const { activation, bounce } = event.source.detail;
    yield JSON.stringify({
      target: contactIdOf(activation.receiver) ?? '',
      timestamp: wholeSeconds(event.timestamp),
      bounceType: BOUNCE_CODES[bounceTypeOf(bounce)],
    });
  }
}

async function* rowsOf(list: ActionExport, log: EventLog, query: Query): AsyncGenerator<string[]> {
  for await (const event of eachEvent(log, query)) {
    const row = rowOf(list, event);
    if (row !== undefined) yield row;
  }
}
