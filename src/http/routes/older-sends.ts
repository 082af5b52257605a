import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { ActionDesk } from '../../actions/desk.ts';
import type { Attachment } from '../../actions/dispatch.ts';
import { MOST_EXECUTIONS } from '../../actions/execution-draft.ts';
import type { FirstAnswer } from '../../actions/first-answer.ts';
import { OlderBulkDraft, OlderSendDraft, sendOlder, sendOlderToMany } from '../../actions/older-send.ts';
import { MAIL_LIMITS } from '../../mail/mail-limits.ts';
import { IDEMPOTENCY_KEY } from '../idempotency-key.ts';
import { JSON_BODY_ERRORS, jsonBody } from '../json-body.ts';
import { isMultipart, readMultipart } from '../multipart-body.ts';
import { asJson, NOTHING, Once, rememberJson } from '../once.ts';
import type { Parameter } from '../parameters.ts';
import { textOf } from '../path-parameters.ts';
import { Problem } from '../problem.ts';
import type { KeyedRoute } from '../route.ts';
import type { Services } from '../services.ts';
import { SILENT_CONFLICT } from '../silent-conflict.ts';
import { ACTION_ID, ACTION_SECTION } from './action-examples.ts';
import { TARGET_ID } from './target-examples.ts';

/** By these types, callers ask for the id of the message. */
const WITH_ID = ['application/vnd.mperf.v8.message.id', 'application/vnd.mperf.v8.id.v1'];

const BULK = 'application/vnd.np6.cm.email-v4';

const CONTACT: Parameter = { ...TARGET_ID, name: 'targetId' };

const ID_EXAMPLE = '36c93e82-dc16-4a72-bc36-63ecd2883f31';

const EXAMPLE = {
  views: { subject: 'My new subject', html: 'my new HTML', fromLabel: 'My company' },
  data: { my_key: 'my_value' },
};

const ERRORS = [
  'invalid-parameter',
  ...JSON_BODY_ERRORS,
  'not-found',
  'unknown-reference',
  'idempotency-key-reused',
  'sending-unavailable',
  'disk-full',
] as const;

const Form = Type.Object({
  model: Type.Optional(OlderSendDraft),
  attachments: Type.Optional(Type.Array(Type.String({ format: 'binary' }))),
});

const drafts = Compile(OlderSendDraft);

/** The routes by which messages were asked for before executions. */
export function olderSendRoutes(services: Services, maxBodyBytes: number): KeyedRoute[] {
  const one = jsonBody(OlderSendDraft, maxBodyBytes);
  const Many = Type.Array(OlderBulkDraft, { maxItems: MOST_EXECUTIONS });
  const many = jsonBody(Many, maxBodyBytes, [BULK]);
  const once = new Once(maxBodyBytes);
  return [
    {
      method: 'POST',
      path: '/actions/{id}/targets/{targetId}',
      operationId: 'sendActionToTarget',
      section: ACTION_SECTION,
      summary: 'Send a message to one contact, as before executions',
      description: `Without a body the message is that of the action; \`views\` are templates, \`content\` is sent as it is. \`Accept: ${WITH_ID[0]}\` asks for the id of the message. Files are sent as a form, with the parts \`model\` and \`attachments\`.`,
      parameters: [ACTION_ID, CONTACT, IDEMPOTENCY_KEY],
      body: {
        description: 'What is said in place of the action',
        optional: true,
        content: {
          'application/json': { schema: OlderSendDraft, example: EXAMPLE },
          'multipart/form-data': { schema: Form },
        },
      },
      answer: {
        description: 'The id of the message, when it was asked for',
        content: { 'application/json': { schema: Type.String(), example: ID_EXAMPLE } },
      },
      otherAnswers: {
        204: { description: 'The message was asked for; no body', content: {} },
        ...SILENT_CONFLICT,
      },
      errors: ERRORS,
      permission: 'actions:write',
      handle: async (request, reply, key) => {
        const desk = services.actionsOf(key);
        const contact = textOf(request, 'targetId');
        const asked = { request, reply, key, operation: 'sendActionToTarget', dispatch: desk.dispatch };
        return once.answer(asked, async (remember) => {
          const outcomeOf = (id: string) => (wantsId(request) ? asJson(id) : NOTHING);
          const answerOf = remember && ((id: string) => remember(outcomeOf(id)));
          const id = isMultipart(request)
            ? await sendForm({ desk, request, contact, maxBodyBytes, answerOf })
            : await sendOlder(desk, textOf(request), contact, await one.read(request), { answerOf });
          return outcomeOf(id);
        });
      },
    },
    {
      method: 'POST',
      path: '/actions/{id}/targets',
      operationId: 'sendActionToTargets',
      section: ACTION_SECTION,
      summary: 'Send messages to several contacts, as before executions',
      description: `${MOST_EXECUTIONS} messages at most. When a contact is not found, none is sent.`,
      parameters: [ACTION_ID, IDEMPOTENCY_KEY],
      body: {
        description: 'The messages',
        content: { [BULK]: { schema: Many, example: [{ recipient: { type: 'id', value: '000ABCDE' } }] } },
      },
      answer: {
        description: 'The ids of the messages, in the same order',
        content: { 'application/json': { schema: Type.Array(Type.String()), example: [ID_EXAMPLE] } },
      },
      otherAnswers: SILENT_CONFLICT,
      errors: ERRORS,
      permission: 'actions:write',
      handle: async (request, reply, key) => {
        const desk = services.actionsOf(key);
        const asked = { request, reply, key, operation: 'sendActionToTargets', dispatch: desk.dispatch };
        return once.answer(asked, async (remember) => {
          const messages = await many.read(request);
          return asJson(await sendOlderToMany(desk, textOf(request), messages, rememberJson(remember)));
        });
      },
    },
  ];
}

function wantsId({ headers }: FastifyRequest): boolean {
  const accepted = (headers.accept ?? '').split(',').map((type) => type.split(';')[0]?.trim().toLowerCase());
  return accepted.some((type) => type !== undefined && WITH_ID.includes(type));
}

type FormSend = {
  desk: ActionDesk;
  request: FastifyRequest;
  contact: string;
  maxBodyBytes: number;
  answerOf: ((id: string) => FirstAnswer) | undefined;
};

async function sendForm({ desk, request, contact, maxBodyBytes, answerOf }: FormSend): Promise<string> {
  const { texts, files } = await readMultipart(request, maxBodyBytes, ['model']);
  if (files.length > MAIL_LIMITS.attachments) {
    throw new Problem('invalid-content', `a message may have ${MAIL_LIMITS.attachments} attachments at most`);
  }
  const attachments = files.map(
    ({ mime, ...file }): Attachment => ({ ...file, mime: mime || 'application/octet-stream' }),
  );
  const model = readModel(texts.get('model'));
  return sendOlder(desk, textOf(request), contact, model, { attachments, answerOf });
}

function readModel(text = ''): OlderSendDraft {
  if (text.trim() === '') return {};
  let model: unknown;
  try {
    model = JSON.parse(text);
  } catch (error) {
    throw new Problem(
      'invalid-body',
      `the part 'model' is no JSON: ${error instanceof Error ? error.message : error}`,
    );
  }
  if (drafts.Check(model ?? {})) return Object(model ?? {});
  throw new Problem('invalid-content', "the part 'model' is no send: see 'views', 'data', 'cc' and 'bcc'");
}
