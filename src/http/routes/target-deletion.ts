import Type from 'typebox';
import { deleteSelected } from '../../contacts/deleting.ts';
import { readSelection, SelectionDraft } from '../../contacts/selection.ts';
import { JSON_BODY_ERRORS, jsonBody } from '../json-body.ts';
import type { KeyedRoute } from '../route.ts';
import { sendNothing, sendText } from '../sending.ts';
import type { Services } from '../services.ts';

/** By this type, old clients ask to be told who was deleted; newer ones expect no body. */
const TELLING = 'application/vnd.np6.cm.v1';

/** The route that deletes many contacts at once. */
export function targetDeletionRoute(services: Services, maxBodyBytes: number): KeyedRoute {
  const body = jsonBody(SelectionDraft, maxBodyBytes);
  return {
    method: 'DELETE',
    path: '/targets',
    operationId: 'deleteTargets',
    section: 'Contact',
    summary: 'Delete many contacts, by unicity, by id, or all of a segment',
    description: `With \`Accept: ${TELLING}\` the answer tells who was deleted. Names of nobody are passed over. Long lists are deleted piece by piece: when it breaks off, do it again.`,
    parameters: [],
    body: {
      description: 'Which contacts',
      content: {
        'application/json': {
          schema: SelectionDraft,
          example: { type: 'unicity', value: [['a@example.com'], ['b@example.com']] },
        },
      },
    },
    answer: { status: 204, description: 'The contacts are gone', content: {} },
    otherAnswers: {
      200: {
        description: `The contacts that were deleted; with \`Accept: ${TELLING}\``,
        content: {
          'application/json': {
            schema: Type.Array(Type.Object({ id: Type.String(), unicity: Type.Array(Type.String()) })),
            example: [{ id: '000JW54T', unicity: ['a@example.com'] }],
          },
        },
      },
    },
    errors: [...JSON_BODY_ERRORS, 'not-found', 'disk-full'],
    permission: 'contacts:write',
    handle: async (request, reply, key) => {
      const selection = readSelection(await body.read(request));
      const deleted = await deleteSelected(services.contactsOf(key), selection);
      const isTold = request.headers.accept?.toLowerCase().includes(TELLING) ?? false;
      return isTold ? sendText(reply, `[${deleted.join()}]`) : sendNothing(reply);
    },
  };
}
