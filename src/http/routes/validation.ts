import { takeValidationBack, validateAction } from '../../actions/validating.ts';
import { ValidationDraft } from '../../actions/validation-draft.ts';
import { JSON_BODY_ERRORS, jsonBody } from '../json-body.ts';
import { textOf } from '../path-parameters.ts';
import { requireLength } from '../require-length.ts';
import type { KeyedRoute } from '../route.ts';
import { sendNothing } from '../sending.ts';
import type { Services } from '../services.ts';
import { SILENT_CONFLICT } from '../silent-conflict.ts';
import { ACTION_ID, ACTION_SECTION } from './action-examples.ts';

const BODY = {
  description: 'What is asked for. No body is the same as `fortest` false',
  optional: true,
  content: {
    'application/json': {
      schema: ValidationDraft,
      example: {
        fortest: true,
        campaignAnalyser: false,
        testSegments: [14091],
        mediaForTest: null,
        textandHtml: false,
        comments: null,
      },
    },
  },
};

/** The routes by which an action is tested and validated. */
export function validationRoutes(services: Services, maxBodyBytes: number): KeyedRoute[] {
  const body = jsonBody(ValidationDraft, maxBodyBytes);
  return [
    {
      method: 'POST',
      path: '/actions/{id}/validation',
      operationId: 'validateAction',
      section: ACTION_SECTION,
      summary: 'Test an action, or validate it for production',
      description:
        'With `fortest` true proofs are sent, and the action goes from state 20 to 30, and to 38 when they have left. After that, or at once, `fortest` false brings it to 50: a message can be sent then as often as wanted, and a campaign leaves as its scheduler says.',
      parameters: [ACTION_ID],
      body: BODY,
      answer: { status: 204, description: 'It is under way', content: {} },
      otherAnswers: SILENT_CONFLICT,
      errors: [
        'invalid-parameter',
        ...JSON_BODY_ERRORS,
        'not-found',
        'unknown-reference',
        'gone',
        'length-required',
        'sending-unavailable',
        'disk-full',
      ],
      permission: 'actions:write',
      handle: async (request, reply, key) => {
        requireLength(request);
        const draft = await body.read(request);
        await validateAction(services.actionsOf(key), textOf(request), draft);
        return sendNothing(reply);
      },
    },
    {
      method: 'DELETE',
      path: '/actions/{id}/validation',
      operationId: 'takeValidationBack',
      section: ACTION_SECTION,
      summary: 'Take the validation of an action back',
      description:
        'The action comes back to state 20, in which it can be changed. What of a campaign has not left stays. A body is ignored.',
      parameters: [ACTION_ID],
      answer: { status: 204, description: 'The action is in state 20 again', content: {} },
      otherAnswers: SILENT_CONFLICT,
      errors: ['invalid-parameter', 'not-found', 'gone', 'disk-full'],
      permission: 'actions:write',
      handle: async (request, reply, key) => {
        await takeValidationBack(services.actionsOf(key), textOf(request));
        return sendNothing(reply);
      },
    },
  ];
}
