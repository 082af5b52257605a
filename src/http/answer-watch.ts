import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Meter } from '../metrics/meter.ts';

/** Counts requests by their route, never by their path: a path holds what a client chose. */
export class AnswerWatch {
  readonly #meter: Meter;
  /** Of each connection, how many of its bytes were counted with the answers before. */
  readonly #counted = new WeakMap<Socket, number>();

  constructor(meter: Meter) {
    this.#meter = meter;
  }

  /** Counts one request when its answer has ended, well or not. */
  begin(request: FastifyRequest, { raw }: FastifyReply): void {
    const begun = performance.now();
    const { socket } = request.raw;
    // A path that the router could not read has no route.
    const route = request.routeOptions?.config?.route?.path ?? 'none';
    raw.once('close', () => {
      if (request.problem !== undefined)
        this.#meter.count('chappe_http_errors_total', { code: request.problem });
      const status = raw.headersSent ? classOf(raw.statusCode) : 'none';
      this.#meter.count('chappe_http_requests_total', { route, method: request.method, status });
      this.#meter.observe(
        'chappe_http_request_duration_seconds',
        { route },
        (performance.now() - begun) / 1000,
      );
      const sent = socket.bytesWritten;
      this.#meter.count('chappe_http_sent_bytes_total', { route }, sent - (this.#counted.get(socket) ?? 0));
      this.#counted.set(socket, sent);
    });
  }
}

function classOf(status: number): '1xx' | '2xx' | '3xx' | '4xx' | '5xx' {
  if (status < 200) return '1xx';
  if (status < 300) return '2xx';
  if (status < 400) return '3xx';
  return status < 500 ? '4xx' : '5xx';
}
