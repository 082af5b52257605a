import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { mediaTypeOf } from './json-body.ts';
import { Problem } from './problem.ts';
import { bytesOf, decoded, forgetRest } from './request-body.ts';

/** A file that was sent along. */
export type SentFile = { name: string; mime: string; data: Uint8Array };

/** The parts of a form by their names, each as often as it was sent. */
export type MultipartBody = { texts: ReadonlyMap<string, string>; files: readonly SentFile[] };

export function isMultipart(request: FastifyRequest): boolean {
  return mediaTypeOf(request) === 'multipart/form-data';
}

/**
 * Reads a form: parts of the names given as text, whether they are files or not, and all other files.
 *
 * @throws Problem
 */
export async function readMultipart(
  request: FastifyRequest,
  maxBytes: number,
  textNames: readonly string[],
): Promise<MultipartBody> {
  const form = await readForm(request, maxBytes);
  const texts = new Map<string, string>();
  const files: SentFile[] = [];
  for (const [name, part] of form.entries()) {
    if (typeof part === 'string') texts.set(name, part);
    else if (textNames.includes(name)) texts.set(name, await part.text());
    else files.push({ name: part.name, mime: part.type, data: new Uint8Array(await part.arrayBuffer()) });
  }
  return { texts, files };
}

async function readForm(request: FastifyRequest, maxBytes: number): Promise<FormData> {
  const sent = request.body instanceof Readable ? request.body : Readable.from([]);
  const body = decoded(sent, request.headers['content-encoding']);
  try {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of bytesOf(body)) {
      size += chunk.length;
      if (size > maxBytes) throw new Problem('body-too-large', `a body may have ${maxBytes} bytes`);
      chunks.push(chunk);
    }
    const headers = { 'Content-Type': request.headers['content-type'] ?? '' };
    return await parse(new Response(Buffer.concat(chunks), { headers }));
  } finally {
    forgetRest(sent, body);
  }
}

async function parse(response: Response): Promise<FormData> {
  try {
    return await response.formData();
  } catch {
    throw new Problem('invalid-body', 'the body is no form of multipart/form-data with its boundary');
  }
}
