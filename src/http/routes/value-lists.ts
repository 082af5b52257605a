import Type from 'typebox';
import { requireValueList } from '../../contacts/changes/changing-value-lists.ts';
import { ListedValueDraft, shown, ValueList, ValueListDraft } from '../../contacts/value-list.ts';
import { JSON_BODY_ERRORS, jsonBody } from '../json-body.ts';
import { numberOf, numericParameter } from '../path-parameters.ts';
import type { KeyedRoute } from '../route.ts';
import { sendJson, sendText } from '../sending.ts';
import type { Services } from '../services.ts';

const SECTION = 'Enumeration';

const VALUES = [
  { index: 1, value: 'Football' },
  { index: 2, value: 'Tennis' },
  { index: 3, value: 'Golf' },
];
const EXAMPLE = { id: 23, name: 'Pastimes', ordered: false, values: VALUES };

const ID = numericParameter('id', 'Id of the value list', 23);
const INDEX = numericParameter('index', 'Index of the value', 2);
const ONE = {
  description: 'The value list',
  content: { 'application/json': { schema: ValueList, example: EXAMPLE } },
};
const BODY = {
  description: 'The value list. `name` is needed to create one. Values are compared without regard to case',
  content: { 'application/json': { schema: ValueListDraft, example: EXAMPLE } },
};
const VALUE_BODY = {
  description: 'The value, and where it shall stand',
  content: { 'application/json': { schema: ListedValueDraft, example: { index: 4, value: 'Chess' } } },
};
const CHANGE_ERRORS = [
  'invalid-parameter',
  ...JSON_BODY_ERRORS,
  'not-found',
  'already-exists',
  'disk-full',
] as const;

/** The routes of the value lists. The case of a path does not count, so `/valuelists` is the same. */
export function valueListRoutes(services: Services, maxBodyBytes: number): KeyedRoute[] {
  const body = jsonBody(ValueListDraft, maxBodyBytes);
  const valueBody = jsonBody(ListedValueDraft, maxBodyBytes);
  return [
    {
      method: 'GET',
      path: '/valueLists',
      operationId: 'listValueLists',
      section: SECTION,
      summary: 'All value lists',
      parameters: [],
      answer: {
        description: 'The value lists, by id',
        content: { 'application/json': { schema: Type.Array(ValueList), example: [EXAMPLE] } },
      },
      errors: [],
      permission: 'contacts:read',
      handle: async (_request, reply, key) =>
        sendJson(reply, services.contactsOf(key).valueLists().map(shown)),
    },
    {
      method: 'POST',
      path: '/valueLists',
      operationId: 'createValueList',
      section: SECTION,
      summary: 'Create a value list',
      parameters: [],
      body: BODY,
      answer: ONE,
      errors: [...JSON_BODY_ERRORS, 'already-exists', 'conflict', 'disk-full'],
      permission: 'contacts:write',
      handle: async (request, reply, key) => {
        const draft = await body.read(request);
        return sendText(reply, await services.contactsOf(key).change({ do: 'create-value-list', draft }));
      },
    },
    {
      method: 'GET',
      path: '/valueLists/{id}',
      operationId: 'getValueList',
      section: SECTION,
      summary: 'One value list',
      parameters: [ID],
      answer: ONE,
      errors: ['invalid-parameter', 'not-found'],
      permission: 'contacts:read',
      handle: async (request, reply, key) =>
        sendJson(reply, shown(requireValueList(services.contactsOf(key).valueLists(), numberOf(request)))),
    },
    {
      method: 'PUT',
      path: '/valueLists/{id}',
      operationId: 'updateValueList',
      section: SECTION,
      summary: 'Change a value list',
      description: 'Values that are sent replace all that the list had; contacts keep what they have.',
      parameters: [ID],
      body: BODY,
      answer: ONE,
      errors: CHANGE_ERRORS,
      permission: 'contacts:write',
      handle: async (request, reply, key) => {
        const id = numberOf(request);
        const draft = await body.read(request);
        return sendText(reply, await services.contactsOf(key).change({ do: 'change-value-list', id, draft }));
      },
    },
    {
      method: 'DELETE',
      path: '/valueLists/{id}',
      operationId: 'deleteValueList',
      section: SECTION,
      summary: 'Delete a value list that no field uses',
      parameters: [ID],
      answer: {
        description: 'The value list is gone',
        content: {
          'application/json': {
            schema: Type.Object({ success: Type.Boolean() }),
            example: { success: true },
          },
        },
      },
      errors: ['invalid-parameter', 'not-found', 'conflict', 'disk-full'],
      permission: 'contacts:write',
      handle: async (request, reply, key) => {
        await services.contactsOf(key).change({ do: 'delete-value-list', id: numberOf(request) });
        return sendJson(reply, { success: true });
      },
    },
    {
      method: 'POST',
      path: '/valueLists/{id}/values',
      operationId: 'addValueToList',
      section: SECTION,
      summary: 'Add a value to a list',
      description: 'Without an index it comes last. A value that has the index already moves up by one.',
      parameters: [ID],
      body: VALUE_BODY,
      answer: ONE,
      errors: CHANGE_ERRORS,
      permission: 'contacts:write',
      handle: async (request, reply, key) => {
        const list = numberOf(request);
        const draft = await valueBody.read(request);
        return sendText(
          reply,
          await services.contactsOf(key).change({ do: 'add-listed-value', list, draft }),
        );
      },
    },
    {
      method: 'PUT',
      path: '/valueLists/{id}/values/{index}',
      operationId: 'updateValueOfList',
      section: SECTION,
      summary: 'Change or move a value of a list',
      parameters: [ID, INDEX],
      body: VALUE_BODY,
      answer: ONE,
      errors: CHANGE_ERRORS,
      permission: 'contacts:write',
      handle: async (request, reply, key) => {
        const [list, index] = [numberOf(request), numberOf(request, 'index')];
        const draft = await valueBody.read(request);
        const change = { do: 'change-listed-value', list, index, draft } as const;
        return sendText(reply, await services.contactsOf(key).change(change));
      },
    },
    {
      method: 'DELETE',
      path: '/valueLists/{id}/values/{index}',
      operationId: 'deleteValueOfList',
      section: SECTION,
      summary: 'Delete a value of a list; contacts keep what they have',
      parameters: [ID, INDEX],
      answer: ONE,
      errors: ['invalid-parameter', 'not-found', 'disk-full'],
      permission: 'contacts:write',
      handle: async (request, reply, key) => {
        const change = {
          do: 'delete-listed-value',
          list: numberOf(request),
          index: numberOf(request, 'index'),
        } as const;
        return sendText(reply, await services.contactsOf(key).change(change));
      },
    },
  ];
}
