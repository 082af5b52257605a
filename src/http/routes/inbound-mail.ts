import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { MailRejected } from '../../feedback/mail-rejected.ts';
import { mediaTypeOf } from '../json-body.ts';
import { Problem } from '../problem.ts';
import { queryOf, single } from '../query-string.ts';
import { decoded, forgetRest, gathered } from '../request-body.ts';
import type { KeyedRoute } from '../route.ts';
import { sendJson } from '../sending.ts';
import type { Services } from '../services.ts';

const EXAMPLE = [
  'From: MAILER-DAEMON@mx.example.com',
  'Delivered-To: aaaqddebal6ynxivdnozrvjakxg6qvcbo6hplmip3dkwrj6iyvhpgjk7jcxq@bounces.news.example.com',
  'Subject: Undelivered Mail Returned to Sender',
  'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
  '',
  '…',
].join('\r\n');

/** `POST /inbound/mail`: for those whose mail comes back to a server of their own. */
export function inboundMailRoute(services: Services, maxBytes: number): KeyedRoute {
  return {
    method: 'POST',
    path: '/inbound/mail',
    operationId: 'receiveMail',
    section: 'Feedback',
    summary: 'Hand in mail that came back',
    description:
      'Takes a message as it was received: a bounce, a complaint or an answer to a message. Which message it is about is seen from the signed address that it was sent to, by the parameter `recipient`, the headers `X-Original-To`, `Delivered-To`, `Envelope-To`, `X-Envelope-To` and `To`, or the message that it quotes. Answers when it is durable; events follow within moments. The same mail may be sent again: it makes no event twice.',
    parameters: [
      {
        name: 'recipient',
        in: 'query',
        required: false,
        description: 'The address that the message was sent to, if it is known',
        schema: Type.String(),
        example: 'aaaqddebal6ynxivdnozrvjakxg6qvcbo6hplmip3dkwrj6iyvhpgjk7jcxq@bounces.news.example.com',
      },
    ],
    body: {
      description: 'The message with all its headers. `Content-Encoding` may be gzip or zstd',
      content: { 'message/rfc822': { schema: Type.String(), example: EXAMPLE } },
    },
    answer: {
      description: 'The message is stored',
      content: {
        'application/json': {
          schema: Type.Object({
            action: Type.String({ description: 'Action of the message that it is about' }),
            contact: Type.String({ description: 'Contact that this message went to' }),
          }),
          example: { action: '000PE4', contact: '000R4M0T' },
        },
      },
    },
    errors: [
      'invalid-parameter',
      'invalid-body',
      'invalid-content',
      'not-found',
      'body-too-large',
      'unsupported-type',
      'disk-full',
    ],
    permission: 'feedback:write',
    handle: async (request, reply, key) => {
      const count = (result: 'taken' | 'unknown' | 'rejected' | 'failed') =>
        services.meter.count('chappe_inbound_messages_total', { way: 'http', result });
      const recipient = single(queryOf(request.raw.url ?? ''), 'recipient');
      const mailroom = services.mailroomOf(key);
      const raw = await readMessage(request, maxBytes);
      const found = await mailroom.find(raw, recipient);
      if (found === undefined) {
        count('unknown');
        throw new Problem('not-found', 'it is about no message that this account has sent');
      }
      try {
        await mailroom.receive(found, raw);
      } catch (error) {
        count(error instanceof MailRejected ? 'rejected' : 'failed');
        if (!(error instanceof MailRejected)) throw error;
        throw new Problem('invalid-content', error.message);
      }
      count('taken');
      const { action, contact } = found.address;
      return sendJson(reply, { action, contact });
    },
  };
}

async function readMessage(request: FastifyRequest, maxBytes: number): Promise<Buffer> {
  if (!['message/rfc822', 'message/global'].includes(mediaTypeOf(request) ?? ''))
    throw new Problem('unsupported-type', "Content-Type must be 'message/rfc822'");
  const sent = request.body instanceof Readable ? request.body : Readable.from([]);
  const body = decoded(sent, request.headers['content-encoding']);
  try {
    const raw = await gathered(body, maxBytes, `a message may have ${maxBytes} bytes`);
    if (raw.length === 0) throw new Problem('invalid-body', 'the body is empty');
    return raw;
  } finally {
    forgetRest(sent, body);
  }
}
