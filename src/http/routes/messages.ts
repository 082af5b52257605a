import Type from 'typebox';
import { Conversation } from '../../actions/conversation.ts';
import { Refusal } from '../../contacts/refusal.ts';
import type { Parameter } from '../parameters.ts';
import { textOf } from '../path-parameters.ts';
import { invalidParameter } from '../problem.ts';
import type { KeyedRoute } from '../route.ts';
import { sendJson } from '../sending.ts';
import type { Services } from '../services.ts';
import { ACTION_SECTION } from './action-examples.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const ID: Parameter = {
  name: 'id',
  in: 'path',
  required: true,
  schema: Type.String({ format: 'uuid' }),
  description: 'Id of the message, as it was answered when the message was asked for',
  example: '6dc5cd3d-e233-4359-be70-088833f89bff',
};

const EXAMPLE = {
  type: 'message',
  media: 'mail',
  id: '6dc5cd3d-e233-4359-be70-088833f89bff',
  actionId: '000JKG',
  target: '000QE6KY',
  events: [
    { type: 'requested', date: '2017-03-31T07:48:16.378Z' },
    { type: 'received', origin: 'smtp', date: '2017-03-31T07:48:20Z', recipient: 'a@example.com' },
  ],
};

/** What has happened to single messages. */
export function messageRoute(services: Services): KeyedRoute {
  return {
    method: 'GET',
    path: '/messages/{id}',
    operationId: 'getMessage',
    section: ACTION_SECTION,
    summary: 'What has happened to one message',
    parameters: [ID],
    answer: {
      description: 'The message and its events, oldest first',
      content: { 'application/json': { schema: Conversation, example: EXAMPLE } },
    },
    errors: ['invalid-parameter', 'not-found'],
    permission: 'actions:read',
    handle: async (request, reply, key) => {
      const id = textOf(request);
      if (!UUID.test(id)) throw invalidParameter({ parameter: 'id', message: 'must be a uuid' });
      const found = await services.actionsOf(key).conversations.find(id.toLowerCase());
      if (found === undefined) throw new Refusal('not-found', `the account has no message ${id}`);
      return sendJson(reply, found);
    },
  };
}
