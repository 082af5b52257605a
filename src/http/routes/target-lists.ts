import Type from 'typebox';
import { BouncedTarget } from '../../contacts/bounce.ts';
import { MEDIA, type Medium, RedListDraft, RedListed } from '../../contacts/red-list.ts';
import { LAST_INSTANT } from '../../events/model/scalars.ts';
import { instantIn } from '../instant-parameter.ts';
import { JSON_BODY_ERRORS, jsonBody } from '../json-body.ts';
import { sendList } from '../list-body.ts';
import { instantParameter } from '../parameters.ts';
import { textOf } from '../path-parameters.ts';
import type { KeyedRoute } from '../route.ts';
import { sendJson, sendNothing } from '../sending.ts';
import type { Services } from '../services.ts';
import { TARGET_ID } from './target-examples.ts';

const SECTION = 'Contact';

const WORDS: Record<Medium, { name: string; id: string }> = {
  mail: { name: 'e-mail', id: 'Mail' },
  sms: { name: 'SMS', id: 'Sms' },
};

/** The routes that list contacts by what is known of them, and the red lists. */
export function targetListRoutes(services: Services, maxBodyBytes: number): KeyedRoute[] {
  return [
    {
      method: 'GET',
      path: '/targets/count',
      operationId: 'countTargets',
      section: SECTION,
      summary: 'How many contacts there are',
      parameters: [],
      answer: {
        description: 'The number',
        content: {
          'application/json': {
            schema: Type.Object({ targetsCount: Type.Integer({ minimum: 0 }) }),
            example: { targetsCount: 4398 },
          },
        },
      },
      errors: [],
      permission: 'contacts:read',
      handle: async (_request, reply, key) =>
        sendJson(reply, { targetsCount: services.contactsOf(key).count() }),
    },
    {
      method: 'GET',
      path: '/targets/bounces',
      operationId: 'listBouncedTargets',
      section: SECTION,
      summary: 'Contacts that could not be reached, with the last bounce of each address',
      parameters: [],
      answer: {
        description: 'The contacts, by id, as one stream of any length',
        content: {
          'application/json': {
            schema: Type.Array(BouncedTarget),
            example: [
              {
                id: '0003Y5O9',
                bounces: [
                  {
                    type: 'hardUser',
                    fieldId: 788,
                    detail: { message: '5.1.0 - Unknown address error' },
                    timestamp: '2008-09-05T19:06:00Z',
                  },
                ],
              },
            ],
          },
        },
      },
      errors: [],
      permission: 'contacts:read',
      handle: async (request, reply, key) =>
        sendList(request, reply, services.contactsOf(key).list({ of: 'bounced' })),
    },
    ...MEDIA.flatMap((medium) => redListRoutes(medium, services, maxBodyBytes)),
  ];
}

const START = instantParameter(
  'startDate',
  'Only contacts that were put on the list at this instant or later',
  '2008-12-16T15:26:00Z',
);
const END = instantParameter(
  'endDate',
  'Only contacts that were put on the list before this instant',
  '2008-12-16T15:26:00Z',
);

function redListRoutes(medium: Medium, services: Services, maxBodyBytes: number): KeyedRoute[] {
  const { name, id } = WORDS[medium];
  const body = jsonBody(RedListDraft, maxBodyBytes);
  const example = {
    id: '0003YB53',
    timestamp: '2008-12-16T15:26:00Z',
    origin: 3,
    detail: { formId: '0000GH' },
  };
  return [
    {
      method: 'GET',
      path: `/targets/redlist/${medium}`,
      operationId: `listRedList${id}`,
      section: SECTION,
      summary: `The red list of ${name}: contacts that are not to be reached by it`,
      parameters: [START, END],
      answer: {
        description: 'The contacts, by the time when they were put on it, as one stream of any length',
        content: { 'application/json': { schema: Type.Array(RedListed), example: [example] } },
      },
      errors: ['invalid-parameter'],
      permission: 'contacts:read',
      handle: async (request, reply, key) => {
        const window = {
          start: instantIn(request, START.name) ?? 0,
          end: instantIn(request, END.name) ?? LAST_INSTANT,
        };
        return sendList(request, reply, services.contactsOf(key).list({ of: 'red list', medium, ...window }));
      },
    },
    {
      method: 'POST',
      path: `/targets/{id}/redlist/${medium}`,
      operationId: `addToRedList${id}`,
      section: SECTION,
      summary: `Put a contact on the red list of ${name}`,
      description:
        'Without a body, or without a member of it, the origin is 1 (API) and the time is now. What was said before is replaced.',
      parameters: [TARGET_ID],
      body: {
        description: 'Since when, and why',
        optional: true,
        content: { 'application/json': { schema: RedListDraft, example } },
      },
      answer: { status: 204, description: 'The contact is on the red list', content: {} },
      errors: ['invalid-parameter', ...JSON_BODY_ERRORS, 'not-found', 'disk-full'],
      permission: 'contacts:write',
      handle: async (request, reply, key) => {
        const draft = await body.read(request);
        const change = { do: 'red-list-contact', id: textOf(request), medium, draft } as const;
        await services.contactsOf(key).change(change);
        return sendNothing(reply);
      },
    },
  ];
}
