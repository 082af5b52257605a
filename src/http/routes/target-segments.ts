import Type from 'typebox';
import { ListedSegment, listedSegment } from '../../contacts/segment.ts';
import { segmentIdOf, textOf } from '../path-parameters.ts';
import type { KeyedRoute } from '../route.ts';
import { sendJson, sendNothing } from '../sending.ts';
import type { Services } from '../services.ts';
import { SEGMENT_EXAMPLE } from './segments.ts';
import { SEGMENT_ID, TARGET_ID } from './target-examples.ts';
import { requireTarget } from './targets.ts';

const SECTION = 'Contact';

/** The routes by which a contact joins and leaves segments. */
export function targetSegmentRoutes(services: Services): KeyedRoute[] {
  return [
    {
      method: 'GET',
      path: '/targets/{id}/segments',
      operationId: 'listSegmentsOfTarget',
      section: SECTION,
      summary: 'The static segments that a contact is in',
      parameters: [TARGET_ID],
      answer: {
        description: 'The segments, by id',
        content: { 'application/json': { schema: Type.Array(ListedSegment), example: [SEGMENT_EXAMPLE] } },
      },
      errors: ['invalid-parameter', 'not-found'],
      permission: 'contacts:read',
      handle: async (request, reply, key) => {
        const book = services.contactsOf(key);
        const { id } = requireTarget(book, textOf(request));
        const ids = new Set(book.segmentsOf(id));
        const segments = book.segments().filter(({ segment }) => ids.has(segment.id));
        return sendJson(
          reply,
          segments.map(({ segment, size }) => listedSegment(segment, size)),
        );
      },
    },
    {
      method: 'POST',
      path: '/targets/{id}/segments/{segmentId}',
      operationId: 'addTargetToSegment',
      section: SECTION,
      summary: 'Put a contact into a static segment',
      parameters: [TARGET_ID, SEGMENT_ID],
      answer: { status: 204, description: 'The contact is in the segment', content: {} },
      errors: ['invalid-parameter', 'not-found', 'already-exists', 'conflict', 'disk-full'],
      permission: 'contacts:write',
      handle: async (request, reply, key) => {
        const segment = segmentIdOf(request, 'segmentId');
        await services.contactsOf(key).change({ do: 'join-segment', contact: textOf(request), segment });
        return sendNothing(reply);
      },
    },
    {
      method: 'DELETE',
      path: '/targets/{id}/segments/{segmentId}',
      operationId: 'removeTargetFromSegment',
      section: SECTION,
      summary: 'Take a contact out of a static segment',
      parameters: [TARGET_ID, SEGMENT_ID],
      answer: { status: 204, description: 'The contact is not in the segment any more', content: {} },
      errors: ['invalid-parameter', 'not-found', 'conflict', 'disk-full'],
      permission: 'contacts:write',
      handle: async (request, reply, key) => {
        const segment = segmentIdOf(request, 'segmentId');
        await services.contactsOf(key).change({ do: 'leave-segment', contact: textOf(request), segment });
        return sendNothing(reply);
      },
    },
  ];
}
