import type { FastifyReply } from 'fastify';

/** Answers with JSON text in one piece, so that its length is known. */
export function sendText(reply: FastifyReply, json: string): FastifyReply {
  return reply
    .header('Content-Type', 'application/json')
    .header('Cache-Control', 'no-store')
    .send(Buffer.from(json));
}

/** Answers with a value as JSON. */
export function sendJson(reply: FastifyReply, value: unknown): FastifyReply {
  return sendText(reply, JSON.stringify(value));
}

/** Answers that it is done, and that there is nothing to tell. */
export function sendNothing(reply: FastifyReply): FastifyReply {
  return reply.code(204).send();
}
