import Type from 'typebox';
import { Category, CategoryDraft } from '../../actions/category.ts';
import { JSON_BODY_ERRORS, jsonBody } from '../json-body.ts';
import { numberOf, numericParameter } from '../path-parameters.ts';
import type { KeyedRoute } from '../route.ts';
import { sendJson, sendNothing } from '../sending.ts';
import type { Services } from '../services.ts';

const SECTION = 'Category';

const EXAMPLE = {
  id: 1,
  name: 'non_categorisee',
  description: null,
  creationDate: '2016-04-01T10:22:00Z',
};

const ID = numericParameter('id', 'Id of the category', 1);
const ONE = {
  description: 'The category',
  content: { 'application/json': { schema: Category, example: EXAMPLE } },
};
const BODY = {
  description: 'The category. `name` is needed to create one',
  content: {
    'application/json': {
      schema: CategoryDraft,
      example: { name: 'New', description: 'Category for new campaign' },
    },
  },
};

/** The routes of the categories of actions. */
export function categoryRoutes(services: Services, maxBodyBytes: number): KeyedRoute[] {
  const body = jsonBody(CategoryDraft, maxBodyBytes);
  /** One text of the legacy reference says POST, all its samples say PUT. */
  const update = (method: 'PUT' | 'POST', operationId: string, summary: string): KeyedRoute => ({
    method,
    path: '/categories/{id}',
    operationId,
    section: SECTION,
    summary,
    parameters: [ID],
    body: BODY,
    answer: ONE,
    errors: ['invalid-parameter', ...JSON_BODY_ERRORS, 'not-found', 'already-exists', 'disk-full'],
    permission: 'actions:write',
    handle: async (request, reply, key) => {
      const id = numberOf(request);
      const draft = await body.read(request);
      return sendJson(reply, await services.categoriesOf(key).change(id, draft));
    },
  });
  return [
    {
      method: 'GET',
      path: '/categories',
      operationId: 'listCategories',
      section: SECTION,
      summary: 'All categories of actions',
      parameters: [],
      answer: {
        description: 'The categories, by id',
        content: { 'application/json': { schema: Type.Array(Category), example: [EXAMPLE] } },
      },
      errors: [],
      permission: 'actions:read',
      handle: async (_request, reply, key) => sendJson(reply, await services.categoriesOf(key).list()),
    },
    {
      method: 'POST',
      path: '/categories',
      operationId: 'createCategory',
      section: SECTION,
      summary: 'Create a category',
      parameters: [],
      body: BODY,
      answer: ONE,
      errors: [...JSON_BODY_ERRORS, 'already-exists', 'conflict', 'disk-full'],
      permission: 'actions:write',
      handle: async (request, reply, key) => {
        const draft = await body.read(request);
        return sendJson(reply, await services.categoriesOf(key).create(draft));
      },
    },
    {
      method: 'GET',
      path: '/categories/{id}',
      operationId: 'getCategory',
      section: SECTION,
      summary: 'One category',
      parameters: [ID],
      answer: ONE,
      errors: ['invalid-parameter', 'not-found'],
      permission: 'actions:read',
      handle: async (request, reply, key) =>
        sendJson(reply, await services.categoriesOf(key).find(numberOf(request))),
    },
    update('PUT', 'updateCategory', 'Change a category'),
    update('POST', 'updateCategoryByPost', 'Change a category, as some old clients do'),
    {
      method: 'DELETE',
      path: '/categories/{id}',
      operationId: 'deleteCategory',
      section: SECTION,
      summary: 'Delete a category; the default one stays',
      parameters: [ID],
      answer: { status: 204, description: 'The category is gone', content: {} },
      errors: ['invalid-parameter', 'not-found', 'conflict', 'disk-full'],
      permission: 'actions:write',
      handle: async (request, reply, key) => {
        await services.categoriesOf(key).delete(numberOf(request));
        return sendNothing(reply);
      },
    },
  ];
}
