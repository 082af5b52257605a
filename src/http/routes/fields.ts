import Type from 'typebox';
import { requireField } from '../../contacts/changes/changing-fields.ts';
import { Field, FieldDraft } from '../../contacts/field.ts';
import { JSON_BODY_ERRORS, jsonBody } from '../json-body.ts';
import { numberOf, numericParameter } from '../path-parameters.ts';
import type { KeyedRoute } from '../route.ts';
import { sendJson, sendNothing, sendText } from '../sending.ts';
import type { Services } from '../services.ts';

const SECTION = 'Field';

const EXAMPLE = {
  type: 'singleSelectList',
  id: 6,
  name: 'civility',
  isUnicity: false,
  isMandatory: false,
  isCriterion: false,
  constraint: { operator: 4, value: '150' },
  valueListId: 23,
};

const ID = numericParameter('id', 'Id of the field', 6);
const ONE = {
  description: 'The field',
  content: { 'application/json': { schema: Field, example: EXAMPLE } },
};
const BODY = {
  description:
    'The field. `type` and `name` are needed to create one; `valueListId` too for the two types of lists',
  content: { 'application/json': { schema: FieldDraft, example: EXAMPLE } },
};

/** The routes of the fields of contacts. */
export function fieldRoutes(services: Services, maxBodyBytes: number): KeyedRoute[] {
  const body = jsonBody(FieldDraft, maxBodyBytes);
  return [
    {
      method: 'GET',
      path: '/fields',
      operationId: 'listFields',
      section: SECTION,
      summary: 'All fields of contacts',
      parameters: [],
      answer: {
        description: 'The fields, by id',
        content: { 'application/json': { schema: Type.Array(Field), example: [EXAMPLE] } },
      },
      errors: [],
      permission: 'contacts:read',
      handle: async (_request, reply, key) => sendJson(reply, services.contactsOf(key).fields()),
    },
    {
      method: 'POST',
      path: '/fields',
      operationId: 'createField',
      section: SECTION,
      summary: 'Create a field',
      parameters: [],
      body: BODY,
      answer: ONE,
      errors: [...JSON_BODY_ERRORS, 'unknown-reference', 'already-exists', 'conflict', 'disk-full'],
      permission: 'contacts:write',
      handle: async (request, reply, key) => {
        const draft = await body.read(request);
        return sendText(reply, await services.contactsOf(key).change({ do: 'create-field', draft }));
      },
    },
    {
      method: 'GET',
      path: '/fields/{id}',
      operationId: 'getField',
      section: SECTION,
      summary: 'One field',
      parameters: [ID],
      answer: ONE,
      errors: ['invalid-parameter', 'not-found'],
      permission: 'contacts:read',
      handle: async (request, reply, key) =>
        sendJson(reply, requireField(services.contactsOf(key).fields(), numberOf(request))),
    },
    {
      method: 'PUT',
      path: '/fields/{id}',
      operationId: 'updateField',
      section: SECTION,
      summary: 'Change a field',
      description:
        'What the body does not say stays as it is. What tells contacts apart, and the type of values that exist, cannot be changed.',
      parameters: [ID],
      body: BODY,
      answer: ONE,
      errors: [
        'invalid-parameter',
        ...JSON_BODY_ERRORS,
        'not-found',
        'unknown-reference',
        'already-exists',
        'conflict',
        'disk-full',
      ],
      permission: 'contacts:write',
      handle: async (request, reply, key) => {
        const id = numberOf(request);
        const draft = await body.read(request);
        return sendText(reply, await services.contactsOf(key).change({ do: 'change-field', id, draft }));
      },
    },
    {
      method: 'DELETE',
      path: '/fields/{id}',
      operationId: 'deleteField',
      section: SECTION,
      summary: 'Delete a field, with its values on all contacts',
      parameters: [ID],
      answer: { status: 204, description: 'The field is gone', content: {} },
      errors: ['invalid-parameter', 'not-found', 'conflict', 'disk-full'],
      permission: 'contacts:write',
      handle: async (request, reply, key) => {
        await services.contactsOf(key).change({ do: 'delete-field', id: numberOf(request) });
        return sendNothing(reply);
      },
    },
  ];
}
