import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import type { AuthenticatedKey } from '../../accounts/key-ring.ts';
import { requireAction } from '../../actions/changing-actions.ts';
import { formatContactId, parseContactId } from '../../contacts/contact-id.ts';
import { Refusal } from '../../contacts/refusal.ts';
import { LAST_INSTANT } from '../../events/model/scalars.ts';
import type { ArchiveSelection } from '../../sending/archive.ts';
import type { ListedArchive } from '../../sending/archive-desk.ts';
import { wholeSeconds } from '../../time/whole-seconds.ts';
import { instantIn } from '../instant-parameter.ts';
import { arrayOf, sendChunks } from '../list-body.ts';
import { keptPrivate } from '../pages/page.ts';
import { instantParameter, type Parameter } from '../parameters.ts';
import { textOf } from '../path-parameters.ts';
import type { KeyedRoute, PublicRoute } from '../route.ts';
import type { Services } from '../services.ts';
import { ACTION_ID, ACTION_SECTION } from './action-examples.ts';
import { TARGET_ID } from './target-examples.ts';

const MEDIA_TYPE = 'application/vnd.np6.cm.mail.archive';

const Archive = Type.Object({
  id: Type.String({ format: 'uuid', description: 'Id of the message' }),
  action: Type.String({ description: 'Id of the action' }),
  target: Type.String({ description: 'Id of the contact' }),
  sendingDate: Type.String({ format: 'date-time', description: 'When it left' }),
  url: Type.String({ description: 'Where the message can be had, without a key' }),
  expiresOn: Type.String({ format: 'date-time', description: 'Until when' }),
});
type Archive = Static<typeof Archive>;

const EXAMPLE: Archive = {
  id: '6dc5cd3d-e233-4359-be70-088833f89bff',
  action: '000PE4',
  target: '000QE6KY',
  sendingDate: '2026-03-31T07:48:16Z',
  url: 'https://t.example.com/archives/AQEBgKik…',
  expiresOn: '2026-05-02T07:48:16Z',
};

const START = instantParameter(
  'startDate',
  'Only messages that left at this instant or later',
  '2026-03-31T00:00:00Z',
);
const END = instantParameter(
  'endDate',
  'Only messages that left before this instant',
  '2026-03-31T00:00:00Z',
);
const TARGET: Parameter = { ...TARGET_ID, name: 'target' };

/** The lists of the messages that actions with `settings.archive` keep. */
export function archiveRoutes(services: Services): KeyedRoute[] {
  const list = (
    path: string,
    operationId: string,
    summary: string,
    parameters: readonly Parameter[],
    ownerOf: (request: FastifyRequest, key: AuthenticatedKey) => Promise<ArchiveSelection['of']>,
  ): KeyedRoute => ({
    method: 'GET',
    path,
    operationId,
    section: ACTION_SECTION,
    summary,
    description:
      'Messages of actions with `settings.archive`, as long as they are kept. Whoever has the address of one gets it.',
    parameters: [...parameters, START, END],
    answer: {
      description: 'The messages, by the time when they left, as one stream of any length',
      content: { [MEDIA_TYPE]: { schema: Type.Array(Archive), example: [EXAMPLE] } },
    },
    errors: parameters.length === 0 ? ['invalid-parameter'] : ['invalid-parameter', 'not-found'],
    permission: 'actions:read',
    handle: async (request, reply, key) => {
      const window = {
        start: instantIn(request, START.name) ?? 0,
        end: instantIn(request, END.name) ?? LAST_INSTANT,
      };
      const of = await ownerOf(request, key);
      const listed = services.archives.list(key.account, { ...window, ...(of && { of }) });
      return sendChunks(request, reply, MEDIA_TYPE, arrayOf(texts(listed)));
    },
  });
  const actionOf = async (request: FastifyRequest, key: AuthenticatedKey) =>
    (await requireAction(services.actionsOf(key), textOf(request))).id;
  return [
    list(
      '/actions/archives',
      'listArchives',
      'The messages that are kept of all actions',
      [],
      async () => undefined,
    ),
    list(
      '/actions/{id}/archives',
      'listActionArchives',
      'The messages that are kept of an action',
      [ACTION_ID],
      async (request, key) => ({ action: await actionOf(request, key) }),
    ),
    list(
      '/actions/{id}/targets/{target}/archives',
      'listTargetArchives',
      'The messages that are kept of an action for one contact',
      [ACTION_ID, TARGET],
      async (request, key) => ({ action: await actionOf(request, key), target: targetOf(request) }),
    ),
  ];
}

/** Gives out one message to whoever has its link. */
export function archivedMessageRoute(services: Services): PublicRoute {
  return {
    method: 'GET',
    path: '/archives/{token}',
    longParameter: true,
    limit: 'address',
    operationId: 'getArchivedMessage',
    section: ACTION_SECTION,
    summary: 'A message as it left',
    description: 'The `url` of a list of archives. It needs no key.',
    parameters: [
      {
        name: 'token',
        in: 'path',
        required: true,
        schema: Type.String(),
        description: 'What an account has signed',
        example: 'AQEBgKik',
      },
    ],
    answer: {
      description: 'The message, byte by byte, as a file that is named by its id',
      content: { 'message/rfc822': { schema: Type.String() } },
    },
    errors: ['not-found', 'too-many-requests'],
    handle: async (request, reply) => {
      const message = await services.archives.read(textOf(request, '*'));
      if (message === undefined) {
        services.meter.count('chappe_links_refused_total', { form: 'archive' });
        throw new Refusal(
          'not-found',
          'this link leads to no message: nobody has signed it, or what it led to has expired or was erased',
        );
      }
      return keptPrivate(reply)
        .header('Cache-Control', 'private, no-store')
        .header('Content-Type', 'message/rfc822')
        .header('Content-Disposition', `attachment; filename="${message.id}.eml"`)
        .send(message.raw);
    },
  };
}

async function* texts(listed: AsyncIterable<ListedArchive>): AsyncGenerator<string> {
  for await (const { id, action, target, sent, url, expires } of listed) {
    const archive: Archive = {
      id,
      action,
      target,
      sendingDate: wholeSeconds(sent),
      url,
      expiresOn: wholeSeconds(expires),
    };
    yield JSON.stringify(archive);
  }
}

/** Messages stay when their contact is deleted, so it is not asked for here. */
function targetOf(request: FastifyRequest): string {
  const text = textOf(request, 'target');
  const number = parseContactId(text);
  return number === undefined ? text : formatContactId(number);
}
