import { type HttpClient, jsonOf, type Reply } from './http-client.ts';

/** Permissions of a program that keeps contacts, and reads what happens to them. */
export const KEEPER = [
  'events:read',
  'events:write',
  'contacts:read',
  'contacts:write',
  'actions:read',
  'actions:write',
];

/** Sends a value as JSON; without one, no body at all. */
export function call(
  client: HttpClient,
  method: string,
  path: string,
  value?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  if (value === undefined) return client.send({ method, path, headers });
  return client.send({
    method,
    path,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(value),
  });
}

/** The JSON of an answer that must be a success. */
export async function done(reply: Promise<Reply>): Promise<unknown> {
  const answer = await reply;
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.body.toString()}`);
  return jsonOf(answer);
}
