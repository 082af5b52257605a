import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { ActionDraft } from '../../actions/action-draft.ts';
import { changeAction, createAction, deleteAction, requireAction } from '../../actions/changing-actions.ts';
import { duplicateAction } from '../../actions/duplicating.ts';
import type { CreationWindow } from '../../actions/records.ts';
import {
  ShownAction,
  ShownListedAction,
  shownAction,
  shownListedAction,
} from '../../actions/shown-action.ts';
import { NumericId } from '../../contacts/field.ts';
import { instantIn } from '../instant-parameter.ts';
import { JSON_BODY_ERRORS, jsonBody } from '../json-body.ts';
import { sendList } from '../list-body.ts';
import type { Parameter } from '../parameters.ts';
import { textOf } from '../path-parameters.ts';
import { invalidParameter } from '../problem.ts';
import { queryOf, single } from '../query-string.ts';
import type { KeyedRoute } from '../route.ts';
import { sendJson, sendNothing } from '../sending.ts';
import type { Services } from '../services.ts';
import {
  ACTION_EXAMPLE,
  ACTION_ID,
  ACTION_SECTION,
  LISTED_ACTION_EXAMPLE,
  NEW_ACTION_EXAMPLE,
} from './action-examples.ts';

const INSTANT = Type.String({
  description: 'ISO 8601 date or date-time (without an offset: UTC), or milliseconds since 1970',
});
const CREATION_START: Parameter = {
  name: 'creation_start',
  in: 'query',
  required: false,
  schema: INSTANT,
  description: 'Only actions created at this instant or later',
  example: '2021-02-23T00:00:00Z',
};
const CREATION_END: Parameter = {
  name: 'creation_end',
  in: 'query',
  required: false,
  schema: INSTANT,
  description: 'Only actions created before this instant',
  example: '2027-02-24T00:00:00Z',
};
const FOLDER: Parameter = {
  name: 'folder',
  in: 'query',
  required: false,
  schema: NumericId,
  description: 'The folder of the copy; that of the original when it is absent',
  example: 1,
};

const ONE = {
  description: 'The action',
  content: { 'application/json': { schema: ShownAction, example: ACTION_EXAMPLE } },
};
const BODY = {
  description: 'The action. `type` and `name` are needed to create one',
  content: { 'application/json': { schema: ActionDraft, example: NEW_ACTION_EXAMPLE } },
};

/** The routes of the definitions of e-mail and SMS actions. */
export function actionRoutes(services: Services, maxBodyBytes: number): KeyedRoute[] {
  const body = jsonBody(ActionDraft, maxBodyBytes);
  return [
    {
      method: 'GET',
      path: '/actions',
      operationId: 'listActions',
      section: ACTION_SECTION,
      summary: 'All e-mail and SMS actions',
      parameters: [CREATION_START, CREATION_END],
      answer: {
        description: 'The actions, by id, without their content',
        content: {
          'application/json': { schema: Type.Array(ShownListedAction), example: [LISTED_ACTION_EXAMPLE] },
        },
      },
      errors: ['invalid-parameter'],
      permission: 'actions:read',
      handle: async (request, reply, key) => {
        const actions = await services.actionsOf(key).records.list(windowOf(request));
        return sendList(
          request,
          reply,
          actions.values().map((action) => JSON.stringify(shownListedAction(action))),
        );
      },
    },
    {
      method: 'POST',
      path: '/actions',
      operationId: 'createAction',
      section: ACTION_SECTION,
      summary: 'Create an action',
      description:
        'What is not said gets its default: the folder, the category and the field of the account, and the domain `defaultdomain`. With content the action is in state 20, without it in state 10.',
      parameters: [],
      body: BODY,
      answer: ONE,
      errors: [...JSON_BODY_ERRORS, 'unknown-reference', 'disk-full'],
      permission: 'actions:write',
      handle: async (request, reply, key) => {
        const draft = await body.read(request);
        return sendJson(reply, shownAction(await createAction(services.actionsOf(key), draft)));
      },
    },
    {
      method: 'GET',
      path: '/actions/{id}',
      operationId: 'getAction',
      section: ACTION_SECTION,
      summary: 'One action',
      parameters: [ACTION_ID],
      answer: ONE,
      errors: ['invalid-parameter', 'not-found'],
      permission: 'actions:read',
      handle: async (request, reply, key) =>
        sendJson(reply, shownAction(await requireAction(services.actionsOf(key), textOf(request)))),
    },
    {
      method: 'PUT',
      path: '/actions/{id}',
      operationId: 'updateAction',
      section: ACTION_SECTION,
      summary: 'Replace an action, whole or in part',
      description:
        'What the body does not say stays as it is; what the server gives, such as the state, is ignored. Possible in the states 10 and 20.',
      parameters: [ACTION_ID],
      body: BODY,
      answer: ONE,
      errors: [
        'invalid-parameter',
        ...JSON_BODY_ERRORS,
        'not-found',
        'unknown-reference',
        'conflict',
        'disk-full',
      ],
      permission: 'actions:write',
      handle: async (request, reply, key) => {
        const draft = await body.read(request);
        const changed = await changeAction(services.actionsOf(key), textOf(request), draft);
        return sendJson(reply, shownAction(changed));
      },
    },
    {
      method: 'DELETE',
      path: '/actions/{id}',
      operationId: 'deleteAction',
      section: ACTION_SECTION,
      summary: 'Delete an action; its events stay',
      parameters: [ACTION_ID],
      answer: { status: 204, description: 'The action is gone', content: {} },
      errors: ['invalid-parameter', 'not-found', 'conflict', 'disk-full'],
      permission: 'actions:write',
      handle: async (request, reply, key) => {
        await deleteAction(services.actionsOf(key), textOf(request));
        return sendNothing(reply);
      },
    },
    {
      method: 'POST',
      path: '/actions/{id}/duplication',
      operationId: 'duplicateAction',
      section: ACTION_SECTION,
      summary: 'Copy an action',
      description:
        'The copy has another id, a counter in parentheses after its name, and state 10: it is to be sent back with PUT before it is tested. The type of a copy is that of the original; the parameter `type` of NP6 is refused, because the meaning of its numbers is not documented.',
      parameters: [ACTION_ID, FOLDER],
      answer: ONE,
      errors: ['invalid-parameter', 'not-found', 'gone', 'disk-full'],
      permission: 'actions:write',
      handle: async (request, reply, key) => {
        const copy = await duplicateAction(services.actionsOf(key), textOf(request), folderIn(request));
        return sendJson(reply, shownAction(copy));
      },
    },
  ];
}

function windowOf(request: FastifyRequest): CreationWindow {
  const [start, end] = [CREATION_START, CREATION_END].map(({ name }) => instantIn(request, name));
  return { ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
}

function folderIn(request: FastifyRequest): number | undefined {
  const query = queryOf(request.raw.url ?? '');
  const type = single(query, 'type');
  if (type !== undefined && type !== '' && type !== 'null') {
    throw invalidParameter({
      parameter: 'type',
      message: 'is not taken: a copy has the type of its original',
    });
  }
  const text = single(query, 'folder');
  if (text === undefined || text === '' || text === 'null') return undefined;
  const folder = Number(text);
  if (!/^\d+$/.test(text) || folder > 2_147_483_647) {
    throw invalidParameter({ parameter: 'folder', message: 'must be a whole number from 0 to 2147483647' });
  }
  return folder;
}
