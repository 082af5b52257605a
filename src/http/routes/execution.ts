import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { isMail } from '../../actions/action.ts';
import { requireAction } from '../../actions/changing-actions.ts';
import type { ActionDesk } from '../../actions/desk.ts';
import { ExecutionResult, executeAction } from '../../actions/executing.ts';
import { ExecutionDraft, MOST_EXECUTIONS } from '../../actions/execution-draft.ts';
import { IDEMPOTENCY_KEY } from '../idempotency-key.ts';
import { JSON_BODY_ERRORS, jsonBody, mediaTypeOf } from '../json-body.ts';
import { asJson, Once, rememberJson } from '../once.ts';
import { textOf } from '../path-parameters.ts';
import { Problem } from '../problem.ts';
import { requireLength } from '../require-length.ts';
import type { KeyedRoute } from '../route.ts';
import type { Services } from '../services.ts';
import { SILENT_CONFLICT } from '../silent-conflict.ts';
import { ACTION_ID, ACTION_SECTION } from './action-examples.ts';

/** By the type of its body, a request says which medium it is for. */
const EMAIL = 'application/vnd.np6.cm.email';
const SMS = 'application/vnd.np6.cm.sms';
export const MEDIA_TYPES = [EMAIL, SMS];

export const EXECUTION_EXAMPLE = {
  recipient: { type: 'unicity', value: ['claire@example.com'] },
  data: { order: 'A-1042' },
};

const RESULT_EXAMPLE = {
  type: 'success',
  id: '497a760d-e444-484f-b964-125cf548bb9c',
  recipient: {
    type: 'footprint',
    id: '00000001',
    unicity: 'claire@example.com',
    hash: '409ba38aa13699d31caa8b42c94a5dc8',
  },
};

const ERRORS = [
  'invalid-parameter',
  ...JSON_BODY_ERRORS,
  'not-found',
  'unknown-reference',
  'length-required',
  'idempotency-key-reused',
  'sending-unavailable',
  'disk-full',
] as const;

const DESCRIPTION =
  'The action is in state 50 and of type `mailMessage`. A contact that is not found is told in the results and stops no other. `subject` and `headers` are templates; `content` is sent as it is, in place of the whole content of the action; all of them need version 4.1 of the templates. `stamp.id` names the message.';

/** The routes by which messages to single contacts are asked for. */
export function executionRoutes(services: Services, maxBodyBytes: number): KeyedRoute[] {
  const one = jsonBody(ExecutionDraft, maxBodyBytes, MEDIA_TYPES);
  const Many = Type.Array(ExecutionDraft, { maxItems: MOST_EXECUTIONS });
  const many = jsonBody(Many, maxBodyBytes, MEDIA_TYPES);
  const once = new Once(maxBodyBytes);
  return [
    {
      method: 'POST',
      path: '/actions/{id}/execution',
      operationId: 'executeAction',
      section: ACTION_SECTION,
      summary: 'Send a message to one contact',
      description: DESCRIPTION,
      parameters: [ACTION_ID, IDEMPOTENCY_KEY],
      body: {
        description: 'To whom, and what is said in place of the action',
        content: { [EMAIL]: { schema: ExecutionDraft, example: EXECUTION_EXAMPLE } },
      },
      answer: {
        description: 'What became of it',
        content: { 'application/json': { schema: ExecutionResult, example: RESULT_EXAMPLE } },
      },
      otherAnswers: SILENT_CONFLICT,
      errors: ERRORS,
      permission: 'actions:write',
      handle: async (request, reply, key) => {
        requireLength(request);
        const desk = services.actionsOf(key);
        const asked = { request, reply, key, operation: 'executeAction', dispatch: desk.dispatch };
        return once.answer(asked, async (remember) => {
          const draft = await one.read(request);
          await requireMedium(desk, request);
          const answerOf = rememberJson(remember);
          const [result] = await executeAction(
            desk,
            textOf(request),
            [draft],
            () => '',
            answerOf && (([first]) => answerOf(first)),
          );
          return asJson(result);
        });
      },
    },
    {
      method: 'POST',
      path: '/actions/{id}/executions',
      operationId: 'executeActionForMany',
      section: ACTION_SECTION,
      summary: 'Send messages to several contacts',
      description: `${DESCRIPTION} ${MOST_EXECUTIONS} messages at most.`,
      parameters: [ACTION_ID, IDEMPOTENCY_KEY],
      body: {
        description: 'The messages',
        content: { [EMAIL]: { schema: Many, example: [EXECUTION_EXAMPLE] } },
      },
      answer: {
        description: 'What became of them, in the same order',
        content: { 'application/json': { schema: Type.Array(ExecutionResult), example: [RESULT_EXAMPLE] } },
      },
      otherAnswers: SILENT_CONFLICT,
      errors: ERRORS,
      permission: 'actions:write',
      handle: async (request, reply, key) => {
        requireLength(request);
        const desk = services.actionsOf(key);
        const asked = { request, reply, key, operation: 'executeActionForMany', dispatch: desk.dispatch };
        return once.answer(asked, async (remember) => {
          const drafts = await many.read(request);
          await requireMedium(desk, request);
          const id = textOf(request);
          const pointerOf = (index: number) => `/${index}`;
          return asJson(await executeAction(desk, id, drafts, pointerOf, rememberJson(remember)));
        });
      },
    },
  ];
}

/** @throws Problem when the type of the body is that of another medium than the action's. */
export async function requireMedium(
  desk: Pick<ActionDesk, 'records'>,
  request: FastifyRequest,
): Promise<void> {
  const type = isMail(await requireAction(desk, textOf(request))) ? EMAIL : SMS;
  if (mediaTypeOf(request) === type) return;
  throw new Problem('unsupported-type', `Content-Type must be '${type}' for this action`);
}
