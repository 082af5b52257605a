import type { Socket } from 'node:net';
import type { ErrorCode } from './errors.ts';
import { Problem } from './problem.ts';

/**
 * Answers what Node could not read as HTTP. There is no request yet, so the answer is written by hand.
 * Returns what it answered; undefined when nobody is left to read it.
 */
export function answerClientError(error: Error & { code?: string }, socket: Socket): ErrorCode | undefined {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return undefined;
  }
  const problem = problemOf(error.code);
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} ${REASONS[problem.code] ?? 'Bad Request'}\r\n` +
      'Content-Type: application/problem+json\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\n` +
      `X-Request-Id: ${crypto.randomUUID()}\r\n` +
      `Connection: close\r\n\r\n${body}`,
  );
  return problem.code;
}

const REASONS: Partial<Record<ErrorCode, string>> = {
  'headers-too-large': 'Request Header Fields Too Large',
  'request-timeout': 'Request Timeout',
};

function problemOf(code: string | undefined): Problem {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Problem('headers-too-large', 'the request line and headers are larger than 16 KiB');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem('request-timeout', 'the request line and headers did not arrive in time');
    default:
      return new Problem('bad-request', 'the request breaks the rules of HTTP/1.1');
  }
}
