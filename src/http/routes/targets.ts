import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { ContactBook, WrittenName } from '../../contacts/book.ts';
import { Target } from '../../contacts/contact.ts';
import { Refusal } from '../../contacts/refusal.ts';
import { readFieldFilter, withFields } from '../field-filter.ts';
import { JSON_BODY_ERRORS, jsonBody } from '../json-body.ts';
import { sendList } from '../list-body.ts';
import type { Parameter } from '../parameters.ts';
import { textOf } from '../path-parameters.ts';
import { invalidParameter } from '../problem.ts';
import { queryOf, single } from '../query-string.ts';
import type { KeyedRoute } from '../route.ts';
import { sendJson, sendNothing, sendText } from '../sending.ts';
import type { Services } from '../services.ts';
import { TARGET_EXAMPLE, TARGET_ID } from './target-examples.ts';

const SECTION = 'Contact';

const ONE = {
  description: 'The contact',
  content: { 'application/json': { schema: Target, example: TARGET_EXAMPLE } },
};

const GivenValues = Type.Record(Type.String(), Type.Unknown(), {
  description:
    'Values by the id or the name of their field, in one flat object; null, an empty text or an empty array clears a field. Names that no field has are ignored',
});

const BODY = {
  description: 'The values of the contact',
  content: {
    'application/json': { schema: GivenValues, example: { Email: 'claire@example.com', '3': 'Claire' } },
  },
};

const UNICITY: Parameter = {
  name: 'unicity',
  in: 'query',
  required: false,
  schema: Type.String({ minLength: 1 }),
  description: 'Unicity of the contact, such as its e-mail address; a `+` stands for itself',
};
const HASH: Parameter = {
  name: 'hash',
  in: 'query',
  required: false,
  schema: Type.String({ minLength: 1 }),
  description: "MD5 of the contact's unicity, in hexadecimal",
};

const WRITE_ERRORS = [
  ...JSON_BODY_ERRORS,
  'invalid-value',
  'unidentified-target',
  'unknown-reference',
  'already-exists',
  'disk-full',
] as const;

/** The routes of contacts, which NP6 calls targets. */
export function targetRoutes(services: Services, maxBodyBytes: number): KeyedRoute[] {
  const body = jsonBody(GivenValues, maxBodyBytes);
  const upsert = async (request: FastifyRequest, reply: FastifyReply, book: ContactBook) => {
    const unicity = unicityIn(request);
    const values = await body.read(request);
    const change = { do: 'upsert-contact', values, ...(unicity !== undefined && { unicity }) } as const;
    return sendText(reply, await book.change(change));
  };
  return [
    {
      method: 'GET',
      path: '/targets',
      aliases: ['/experimentations/targets'],
      operationId: 'listTargets',
      section: SECTION,
      summary: 'All contacts, or the one with a unicity or hash',
      description:
        'Without a parameter the answer is an array of all contacts by id, as one stream of any length. With `unicity` or `hash` it is one object, or a 404 without a body, and a body may name the fields that are wanted, as for one contact.',
      parameters: [UNICITY, HASH],
      answer: {
        description: 'The contacts, or the contact',
        content: {
          'application/json': {
            schema: Type.Union([Type.Array(Target), Target]),
            example: [TARGET_EXAMPLE],
          },
        },
      },
      otherAnswers: { 404: { description: 'No contact has this unicity or hash; no body', content: {} } },
      errors: ['invalid-parameter', 'invalid-body', 'body-too-large'],
      permission: 'contacts:read',
      handle: async (request, reply, key) => {
        const book = services.contactsOf(key);
        const name = nameIn(request);
        if (name === undefined) return sendList(request, reply, book.list({ of: 'contacts' }));
        const target = book.find(name);
        if (target !== undefined) return sendTarget(request, reply, book, target);
        // Shipped clients take any body for a contact that was found.
        request.problem = 'not-found';
        return reply.code(404).send();
      },
    },
    {
      method: 'POST',
      path: '/targets',
      operationId: 'createTarget',
      section: SECTION,
      summary: 'Create a contact',
      description: 'With `unicity`, as some old clients send it, the same as `PUT`.',
      parameters: [UNICITY],
      body: BODY,
      answer: ONE,
      errors: ['invalid-parameter', ...WRITE_ERRORS],
      permission: 'contacts:write',
      handle: async (request, reply, key) => {
        const book = services.contactsOf(key);
        if (unicityIn(request) !== undefined) return upsert(request, reply, book);
        const values = await body.read(request);
        return sendText(reply, await book.change({ do: 'create-contact', values }));
      },
    },
    {
      method: 'PUT',
      path: '/targets',
      operationId: 'upsertTarget',
      section: SECTION,
      summary: 'Change a contact, or create it when there is none',
      description:
        'The contact is the one that `unicity` names, else the one whose unicity the values hold. What the values do not name stays as it is.',
      parameters: [UNICITY],
      body: BODY,
      answer: ONE,
      errors: ['invalid-parameter', ...WRITE_ERRORS],
      permission: 'contacts:write',
      handle: async (request, reply, key) => upsert(request, reply, services.contactsOf(key)),
    },
    {
      method: 'GET',
      path: '/targets/{id}',
      operationId: 'getTarget',
      section: SECTION,
      summary: 'One contact',
      description:
        'A body, if there is one, names the fields that are wanted: ids or names, as an array or separated by commas.',
      parameters: [TARGET_ID],
      answer: ONE,
      errors: ['invalid-parameter', 'invalid-body', 'not-found', 'body-too-large'],
      permission: 'contacts:read',
      handle: async (request, reply, key) => {
        const book = services.contactsOf(key);
        return sendTarget(request, reply, book, requireTarget(book, textOf(request)));
      },
    },
    {
      method: 'PUT',
      path: '/targets/{id}',
      operationId: 'updateTarget',
      section: SECTION,
      summary: 'Change a contact',
      description: 'What the values do not name stays as it is. Values that change nothing are no event.',
      parameters: [TARGET_ID],
      body: BODY,
      answer: ONE,
      errors: ['invalid-parameter', ...WRITE_ERRORS, 'not-found'],
      permission: 'contacts:write',
      handle: async (request, reply, key) => {
        const values = await body.read(request);
        const change = { do: 'change-contact', id: textOf(request), values } as const;
        return sendText(reply, await services.contactsOf(key).change(change));
      },
    },
    {
      method: 'DELETE',
      path: '/targets/{id}',
      operationId: 'deleteTarget',
      section: SECTION,
      summary: 'Delete a contact, with all that belongs to it but its events',
      parameters: [TARGET_ID],
      answer: { status: 204, description: 'The contact is gone', content: {} },
      errors: ['invalid-parameter', 'not-found', 'disk-full'],
      permission: 'contacts:write',
      handle: async (request, reply, key) => {
        await services.contactsOf(key).change({ do: 'delete-contact', id: textOf(request) });
        return sendNothing(reply);
      },
    },
  ];
}

/** Sends a contact with the fields that the request wants. */
async function sendTarget(
  request: FastifyRequest,
  reply: FastifyReply,
  book: ContactBook,
  target: Target,
): Promise<FastifyReply> {
  return sendJson(reply, withFields(target, await readFieldFilter(request), book.fields()));
}

/** @throws Refusal when the account has no such contact. */
export function requireTarget(book: ContactBook, id: string): Target {
  const target = book.find({ by: 'id', text: id });
  if (target === undefined) throw new Refusal('not-found', `the account has no contact '${id.slice(0, 50)}'`);
  return target;
}

function nameIn(request: FastifyRequest): WrittenName | undefined {
  const unicity = unicityIn(request);
  const hash = single(queryOf(request.raw.url ?? ''), 'hash');
  if (unicity !== undefined && hash !== undefined) {
    throw invalidParameter({ parameter: 'hash', message: "cannot be given together with 'unicity'" });
  }
  if (unicity !== undefined) return { by: 'unicity', text: unicity };
  return hash === undefined ? undefined : { by: 'hash', text: hash };
}

/** The values of several fields may be given one by one; they are joined. */
function unicityIn(request: FastifyRequest): string | undefined {
  return queryOf(request.raw.url ?? '')
    .get('unicity')
    ?.join('');
}
