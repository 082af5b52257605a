import type { FastifyRequest } from 'fastify';
import { Problem } from './problem.ts';

const CHARSET = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;]*))/i;

/** Every text in ASCII is one in UTF-8. The names without a dash are no registered ones, but in use. */
const READ_AS_UTF8: readonly string[] = ['utf-8', 'utf8', 'us-ascii', 'ascii'];

/**
 * Bodies are read as UTF-8, so that one that says to be something else would be taken for another text.
 *
 * @throws Problem
 */
export function requireUtf8({ headers }: FastifyRequest): void {
  const [, quoted, plain] = CHARSET.exec(headers['content-type'] ?? '') ?? [];
  const charset = (quoted ?? plain ?? '').trim();
  if (charset === '' || READ_AS_UTF8.includes(charset.toLowerCase())) return;
  throw new Problem(
    'unsupported-type',
    `the body is in the charset '${charset.slice(0, 50)}', and is read as UTF-8: send it so, with 'charset=utf-8' or none`,
  );
}
