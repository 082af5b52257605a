import Type from 'typebox';
import { requireUnused } from '../../actions/segment-uses.ts';
import type { ContactBook } from '../../contacts/book.ts';
import { MOST_ADDED } from '../../contacts/changes/changing-members.ts';
import { Refusal } from '../../contacts/refusal.ts';
import {
  ListedSegment,
  listedSegment,
  SegmentDraft,
  ShownSegment,
  shownSegment,
} from '../../contacts/segment.ts';
import { JSON_BODY_ERRORS, jsonBody } from '../json-body.ts';
import { sendList } from '../list-body.ts';
import { numericParameter, segmentIdOf, textOf } from '../path-parameters.ts';
import type { KeyedRoute } from '../route.ts';
import { sendJson, sendNothing, sendText } from '../sending.ts';
import type { Services } from '../services.ts';
import { TARGET_ID } from './target-examples.ts';

const SECTION = 'Segment';

/** A segment as a list shows it. */
export const SEGMENT_EXAMPLE = {
  type: 'static',
  id: 41,
  name: 'static segment',
  creation: '2023-03-01T10:00:00Z',
  expiration: '2024-03-01T10:00:00Z',
  isTest: false,
  targetsCount: 4398,
};

const EXAMPLE = { ...SEGMENT_EXAMPLE, description: 'a description' };

/** By this type, callers say that they name contacts by their unicity. */
const UNICITIES = 'application/vnd.mperf.v8.unicity';

const ID = numericParameter('id', 'Id of the segment', 41);
const ONE = {
  description: 'The segment',
  content: { 'application/json': { schema: ShownSegment, example: EXAMPLE } },
};
const BODY = {
  description: 'The segment. `type` and `name` are needed to create one',
  content: {
    'application/json': {
      schema: SegmentDraft,
      example: { type: 'static', name: 'new static segment', description: 'a description', isTest: false },
    },
  },
};

const Names = Type.Array(Type.Union([Type.String(), Type.Integer()]), { maxItems: 10_000 });

/** The routes of segments. Some shipped clients put a version in front of the path. */
export function segmentRoutes(services: Services, maxBodyBytes: number): KeyedRoute[] {
  const body = jsonBody(SegmentDraft, maxBodyBytes);
  const names = jsonBody(Names, maxBodyBytes);
  return [
    {
      method: 'GET',
      path: '/segments',
      aliases: ['/V1/segments'],
      operationId: 'listSegments',
      section: SECTION,
      summary: 'All segments',
      parameters: [],
      answer: {
        description: 'The segments, by id',
        content: { 'application/json': { schema: Type.Array(ListedSegment), example: [SEGMENT_EXAMPLE] } },
      },
      errors: [],
      permission: 'contacts:read',
      handle: async (_request, reply, key) => {
        const segments = services.contactsOf(key).segments();
        return sendJson(
          reply,
          segments.map(({ segment, size }) => listedSegment(segment, size)),
        );
      },
    },
    {
      method: 'POST',
      path: '/segments',
      aliases: ['/V1/segments'],
      operationId: 'createSegment',
      section: SECTION,
      summary: 'Create a segment',
      description:
        'A static segment is a list of contacts. A dynamic one is kept and shown as it was given; its search is not made here yet, so nobody is in it. A segment expires after a year unless it says otherwise.',
      parameters: [],
      body: BODY,
      answer: ONE,
      errors: [...JSON_BODY_ERRORS, 'unknown-reference', 'already-exists', 'conflict', 'disk-full'],
      permission: 'contacts:write',
      handle: async (request, reply, key) => {
        const draft = await body.read(request);
        return sendText(reply, await services.contactsOf(key).change({ do: 'create-segment', draft }));
      },
    },
    {
      method: 'GET',
      path: '/segments/{id}',
      aliases: ['/V1/segments/{id}'],
      operationId: 'getSegment',
      section: SECTION,
      summary: 'One segment',
      parameters: [ID],
      answer: ONE,
      errors: ['invalid-parameter', 'not-found'],
      permission: 'contacts:read',
      handle: async (request, reply, key) => {
        const { segment, size } = requireSized(services.contactsOf(key), segmentIdOf(request));
        return sendJson(reply, shownSegment(segment, size));
      },
    },
    {
      method: 'PUT',
      path: '/segments/{id}',
      aliases: ['/V1/segments/{id}'],
      operationId: 'updateSegment',
      section: SECTION,
      summary: 'Change a segment',
      description: 'What the body does not say stays as it is. A segment keeps its type.',
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
        const id = segmentIdOf(request);
        const draft = await body.read(request);
        return sendText(reply, await services.contactsOf(key).change({ do: 'change-segment', id, draft }));
      },
    },
    {
      method: 'DELETE',
      path: '/segments/{id}',
      aliases: ['/V1/segments/{id}'],
      operationId: 'deleteSegment',
      section: SECTION,
      summary: 'Delete a segment that nothing uses; its contacts stay',
      description:
        'It is in use while an action that is still to be sent names it, or a dynamic segment is a part of it.',
      parameters: [ID],
      answer: { status: 204, description: 'The segment is gone', content: {} },
      errors: ['invalid-parameter', 'not-found', 'conflict', 'disk-full'],
      permission: 'contacts:write',
      handle: async (request, reply, key) => {
        const book = services.contactsOf(key);
        const { segment } = requireSized(book, segmentIdOf(request));
        await requireUnused(services.actionsOf(key).records, segment.id);
        await book.change({ do: 'delete-segment', id: segment.id });
        return sendNothing(reply);
      },
    },
    {
      method: 'GET',
      path: '/segments/{id}/targets',
      aliases: ['/V1/segments/{id}/targets'],
      operationId: 'listTargetsOfSegment',
      section: SECTION,
      summary: 'The ids of the contacts in a segment',
      parameters: [ID],
      answer: {
        description: 'The ids in order, as one stream of any length',
        content: {
          'application/json': { schema: Type.Array(Type.String()), example: ['000PKXK4', '000PKXK5'] },
        },
      },
      errors: ['invalid-parameter', 'not-found'],
      permission: 'contacts:read',
      handle: async (request, reply, key) => {
        const book = services.contactsOf(key);
        const { segment } = requireSized(book, segmentIdOf(request));
        return sendList(request, reply, book.list({ of: 'segment', segment: segment.id }));
      },
    },
    {
      method: 'PUT',
      path: '/segments/{id}/targets',
      aliases: ['/V1/segments/{id}/targets'],
      operationId: 'addTargetsToSegment',
      section: SECTION,
      summary: `Put up to ${MOST_ADDED} contacts into a static segment`,
      description: `The body names contacts by their ids or, with \`Accept: ${UNICITIES}\`, by their unicity. Those who are in the segment already, and names of nobody, do not count.`,
      parameters: [ID],
      body: {
        description: 'The contacts',
        content: { 'application/json': { schema: Names, example: ['000PKXK4', '000PKXK5'] } },
      },
      answer: {
        description: 'How many contacts are new in the segment',
        content: { 'application/json': { schema: Type.Integer({ minimum: 0 }), example: 10 } },
      },
      errors: ['invalid-parameter', ...JSON_BODY_ERRORS, 'not-found', 'conflict', 'disk-full'],
      permission: 'contacts:write',
      handle: async (request, reply, key) => {
        const segment = segmentIdOf(request);
        const given = (await names.read(request)).map(String);
        const by = request.headers.accept?.toLowerCase().includes(UNICITIES) === true ? 'unicity' : 'id';
        const change = { do: 'add-members', segment, by, names: given } as const;
        return sendText(reply, await services.contactsOf(key).change(change));
      },
    },
    {
      method: 'DELETE',
      path: '/segments/{id}/targets',
      aliases: ['/V1/segments/{id}/targets'],
      operationId: 'emptySegment',
      section: SECTION,
      summary: 'Empty a static segment; its contacts stay',
      parameters: [ID],
      answer: { status: 204, description: 'The segment is empty', content: {} },
      errors: ['invalid-parameter', 'not-found', 'conflict', 'disk-full'],
      permission: 'contacts:write',
      handle: async (request, reply, key) => {
        await services.contactsOf(key).change({ do: 'empty-segment', id: segmentIdOf(request) });
        return sendNothing(reply);
      },
    },
    {
      method: 'POST',
      path: '/segments/{id}/targets/{targetId}',
      aliases: ['/V1/segments/{id}/targets/{targetId}'],
      operationId: 'addTargetToSegmentByPost',
      section: SECTION,
      summary: 'Put a contact into a static segment, as some old clients do',
      parameters: [ID, { ...TARGET_ID, name: 'targetId' }],
      answer: {
        description: 'The contact is in the segment',
        content: {
          'application/json': {
            schema: Type.Object({ success: Type.Boolean() }),
            example: { success: true },
          },
        },
      },
      errors: ['invalid-parameter', 'not-found', 'already-exists', 'conflict', 'disk-full'],
      permission: 'contacts:write',
      handle: async (request, reply, key) => {
        const contact = textOf(request, 'targetId');
        const change = { do: 'join-segment', contact, segment: segmentIdOf(request) } as const;
        await services.contactsOf(key).change(change);
        return sendJson(reply, { success: true });
      },
    },
  ];
}

function requireSized(book: ContactBook, id: number) {
  const found = book.segments().find(({ segment }) => segment.id === id);
  if (found === undefined) throw new Refusal('not-found', `the account has no segment ${id}`);
  return found;
}
