import Type from 'typebox';
import { MOST_PREVIEWS, previewAction, RenderDraft, RenderResult } from '../../actions/previewing.ts';
import { LinksDraft, trackLinks } from '../../actions/tracked-links.ts';
import { JSON_BODY_ERRORS, jsonBody } from '../json-body.ts';
import { textOf } from '../path-parameters.ts';
import type { KeyedRoute } from '../route.ts';
import { sendJson } from '../sending.ts';
import type { Services } from '../services.ts';
import { ACTION_ID, ACTION_SECTION } from './action-examples.ts';
import { EXECUTION_EXAMPLE, MEDIA_TYPES, requireMedium } from './execution.ts';

const [EMAIL = ''] = MEDIA_TYPES;

const RESULT_EXAMPLE = {
  type: 'success',
  recipient: 'claire@example.com',
  sender: {
    bounce: 'bounces@bounces.example.com',
    label: 'Claire',
    reply: '',
    value: 'news@example.com',
  },
  subject: 'Your order A-1042',
  html: '<p>Hello Claire, it is on its way.</p>',
  text: 'Hello Claire, it is on its way.',
  amp: '',
  headers: {},
};

const LINKS_EXAMPLE = {
  receiver: { type: 'id', value: '000MLGPR' },
  links: [{ type: 'redirection', destination: { type: 'literal', value: 'https://example.com' } }],
};

const DESCRIPTION =
  'Nothing is sent, and the action may be in any state. What is said in place of the action is as in an execution, and `views` are templates in place of its parts. A contact that is not found, has no address, or whose message cannot be rendered, is told in the result.';

const ERRORS = ['invalid-parameter', ...JSON_BODY_ERRORS, 'not-found', 'conflict'] as const;

/** The routes by which messages are looked at. */
export function renderRoutes(services: Services, maxBodyBytes: number): KeyedRoute[] {
  const one = jsonBody(RenderDraft, maxBodyBytes, MEDIA_TYPES);
  const Many = Type.Array(RenderDraft, { maxItems: MOST_PREVIEWS });
  const many = jsonBody(Many, maxBodyBytes, MEDIA_TYPES);
  const links = jsonBody(LinksDraft, maxBodyBytes);
  return [
    {
      method: 'POST',
      path: '/actions/{id}/render',
      operationId: 'renderAction',
      section: ACTION_SECTION,
      summary: 'Look at the message for one contact',
      description: DESCRIPTION,
      parameters: [ACTION_ID],
      body: {
        description: 'For whom, and what is said in place of the action',
        content: { [EMAIL]: { schema: RenderDraft, example: EXECUTION_EXAMPLE } },
      },
      answer: {
        description: 'The message',
        content: { 'application/json': { schema: RenderResult, example: RESULT_EXAMPLE } },
      },
      errors: ERRORS,
      permission: 'actions:write',
      handle: async (request, reply, key) => {
        const desk = services.actionsOf(key);
        const draft = await one.read(request);
        await requireMedium(desk, request);
        const [result] = await previewAction(desk, textOf(request), [draft], () => '');
        return sendJson(reply, result);
      },
    },
    {
      method: 'POST',
      path: '/actions/{id}/renders',
      operationId: 'renderActionForMany',
      section: ACTION_SECTION,
      summary: 'Look at the messages for several contacts',
      description: `${DESCRIPTION} ${MOST_PREVIEWS} messages at most.`,
      parameters: [ACTION_ID],
      body: {
        description: 'The messages',
        content: { [EMAIL]: { schema: Many, example: [EXECUTION_EXAMPLE] } },
      },
      answer: {
        description: 'The messages, in the same order',
        content: { 'application/json': { schema: Type.Array(RenderResult), example: [RESULT_EXAMPLE] } },
      },
      errors: ERRORS,
      permission: 'actions:write',
      handle: async (request, reply, key) => {
        const desk = services.actionsOf(key);
        const drafts = await many.read(request);
        await requireMedium(desk, request);
        return sendJson(reply, await previewAction(desk, textOf(request), drafts, (index) => `/${index}`));
      },
    },
    {
      method: 'POST',
      path: '/actions/{id}/render/links',
      operationId: 'renderActionLinks',
      section: ACTION_SECTION,
      summary: 'Make tracked links for one contact',
      description:
        'For messages that another system writes: each link tells who followed it. `redirection` and `form` need a `destination`, which is a template; `mirror`, `unsubscribe` and `open` need none. A destination of `mailto:` or `tel:` stays as it is, as in messages. What `context` says is not needed here.',
      parameters: [ACTION_ID],
      body: {
        description: 'For whom, and where the links lead',
        content: { 'application/json': { schema: LinksDraft, example: LINKS_EXAMPLE } },
      },
      answer: {
        description: 'The links, in the same order',
        content: {
          'application/json': {
            schema: Type.Object({ type: Type.Literal('success'), links: Type.Array(Type.String()) }),
            example: { type: 'success', links: ['https://t.example.com/t/AQEBAYyBAv2G3RWxwfH5…'] },
          },
        },
      },
      errors: ['invalid-parameter', ...JSON_BODY_ERRORS, 'not-found', 'unknown-reference'],
      permission: 'actions:write',
      handle: async (request, reply, key) => {
        const draft = await links.read(request);
        const made = await trackLinks(services.actionsOf(key), textOf(request), draft);
        return sendJson(reply, { type: 'success', links: made });
      },
    },
  ];
}
