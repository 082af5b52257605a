import { isIPv6 } from 'node:net';
import rateLimit from '@fastify/rate-limit';
import Fastify, {
  errorCodes,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Logger } from 'pino';
import type { AuthenticatedKey } from '../accounts/key-ring.ts';
import { DispatchUnavailable } from '../actions/dispatch.ts';
import { ActionsFull } from '../actions/records.ts';
import { BookFull } from '../contacts/book.ts';
import { Refusal } from '../contacts/refusal.ts';
import { LogFull } from '../events/log.ts';
import { QueueFull } from '../sending/queue.ts';
import { AnswerWatch } from './answer-watch.ts';
import { bearWith } from './bear-with.ts';
import { answerClientError } from './client-error.ts';
import { ERRORS, type ErrorCode } from './errors.ts';
import { invalidParameter, Problem } from './problem.ts';
import { refusedProblem } from './refused.ts';
import type { Route } from './route.ts';
import type { Services } from './services.ts';

export type AppOptions = {
  services: Services;
  routes: readonly Route[];
  logger: Logger;
  /** Requests a minute and key, for keys without a limit of their own; 0 means no limit. */
  rateLimit: number;
  /** Requests a minute and address, for routes without a key; 0 means no limit. */
  addressLimit: number;
  /** Proxies that are believed whom they speak for, joined by commas. */
  trustedProxies?: string | undefined;
  /** Seconds without a byte after which a connection is closed. */
  stallTimeout: number;
};

declare module 'fastify' {
  interface FastifyRequest {
    key: AuthenticatedKey | undefined;
    /** The error that was answered. */
    problem: ErrorCode | undefined;
  }
  interface FastifyContextConfig {
    route?: Route;
  }
}

/** Ids may be long, but not so long that they fill logs and errors. */
const MOST_PARAMETER_LENGTH = 512;

/** Makes the HTTP application from the table of routes. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { meter } = options.services;
  const watch = new AnswerWatch(meter);
  const logger: FastifyBaseLogger = options.logger.child({}, { serializers: { req: describeRequest } });
  const app = Fastify({
    loggerInstance: logger,
    requestIdHeader: false,
    genReqId: () => crypto.randomUUID(),
    // Two lines for every request would be most of what the log says; see the hook below.
    logController: new LogController({ disableRequestLogging: true }),
    connectionTimeout: options.stallTimeout * 1000,
    // A stream of events may take as long as it needs to arrive; a stalled one is closed by the timeout above.
    requestTimeout: 0,
    forceCloseConnections: 'idle',
    // Node would answer without a body; see the hook below.
    http: { requireHostHeader: false },
    ...(options.trustedProxies !== undefined && { trustProxy: options.trustedProxies }),
    clientErrorHandler: (error, socket) => {
      const code = answerClientError(error, socket);
      if (code !== undefined) meter.count('chappe_http_errors_total', { code });
    },
    frameworkErrors: (error, request, reply) => {
      // Such a path is refused before any hook could do this.
      watch.begin(request, reply);
      void send(request, reply, toPathProblem(error));
    },
    routerOptions: {
      ignoreTrailingSlash: true,
      ignoreDuplicateSlashes: true,
      caseSensitive: false,
      maxParamLength: MOST_PARAMETER_LENGTH,
      // Routes read the query themselves: repeated parameters and plus signs matter.
      querystringParser: () => ({}),
    },
  });

  bearWith(app.server);
  app.decorateRequest('key', undefined);
  app.decorateRequest('problem', undefined);
  // Bodies are read by the routes as streams, with their own limits.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

  app.addHook('onRequest', async (request, reply) => {
    watch.begin(request, reply);
    reply.header('X-Request-Id', request.id);
    requireHost(request);
    const { route } = request.routeOptions.config;
    if (route?.permission !== undefined) request.key = await authenticate(request, options.services);
  });
  await app.register(rateLimit, rateLimitOptions(options.rateLimit));
  // After the rate limit, so that a refusal carries its headers too.
  app.addHook('preParsing', ({ key, routeOptions }, _reply, payload, done) => {
    const permission = routeOptions.config.route?.permission;
    if (permission === undefined || key === undefined || key.permissions.has(permission)) done(null, payload);
    else done(new Problem('permission-denied', `the key '${key.name}' lacks the permission '${permission}'`));
  });

  if (options.logger.isLevelEnabled('debug')) {
    app.addHook('onResponse', (request, reply, done) => {
      const milliseconds = Math.round(reply.elapsedTime);
      request.log.debug({ req: request, status: reply.statusCode, milliseconds }, 'answered');
      done();
    });
  }

  app.setErrorHandler((error, request, reply) => send(request, reply, toProblem(error, request)));
  app.setNotFoundHandler((request, reply) =>
    send(
      request,
      reply,
      new Problem('no-such-operation', `no operation has the path of ${request.method} here`),
    ),
  );
  await app.register(async (scope) => addRoutes(scope, options.routes, options.addressLimit));
  return app;
}

function addRoutes(app: FastifyInstance, routes: readonly Route[], addressLimit: number): void {
  const methods = new Map<string, string[]>();
  for (const route of routes) {
    const method = route.method === 'GET' ? ['GET', 'HEAD'] : [route.method];
    for (const path of [route.path, ...(route.aliases ?? [])]) {
      const url = (route.longParameter ? path.replace(/\{\w+\}$/, '*') : path).replaceAll(
        /\{(\w+)\}/g,
        ':$1',
      );
      methods.set(url, [...(methods.get(url) ?? []), ...method]);
      app.route({
        method,
        url,
        config: {
          route,
          ...(route.limit === 'address' && { rateLimit: addressLimitOptions(addressLimit) }),
        },
        handler: (request, reply) => handle(route, request, reply),
      });
    }
  }
  for (const [url, allowed] of methods) {
    const others = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].filter(
      (name) => !allowed.includes(name),
    );
    const allow = allowed.join(', ');
    app.route({
      method: others,
      url,
      config: { rateLimit: false },
      handler: (request, reply) => {
        reply.header('Allow', allow);
        return send(
          request,
          reply,
          new Problem('method-not-allowed', `${request.method} is not allowed here; ${allow} is`),
        );
      },
    });
  }
}

async function handle(route: Route, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  if (route.permission === undefined) return route.handle(request, reply);
  if (request.key === undefined) throw new Problem('missing-key', 'send a key in the X-Key header');
  return route.handle(request, reply, request.key);
}

/** As RFC 9112 (3.2) demands. @throws Problem */
function requireHost({ raw, headers }: FastifyRequest): void {
  if (headers.host !== undefined || raw.httpVersion === '1.0') return;
  throw new Problem('bad-request', 'the request has no Host header, which HTTP/1.1 demands');
}

async function authenticate(request: FastifyRequest, services: Services): Promise<AuthenticatedKey> {
  const text = request.headers['x-key'];
  if (typeof text !== 'string' || text === '')
    throw new Problem('missing-key', 'send a key in the X-Key header');
  const key = await services.authenticate(text);
  if (key === undefined)
    throw new Problem('unknown-key', 'no account has this key; it may have been revoked');
  return key;
}

function rateLimitOptions(perMinute: number) {
  return {
    timeWindow: 60_000,
    max: ({ key }: FastifyRequest) => key?.rateLimit ?? perMinute,
    keyGenerator: ({ key }: FastifyRequest) => String(key?.keyId),
    // Without a key there is nothing to count; a limit of 0 counts nothing.
    allowList: ({ key }: FastifyRequest) => key === undefined || (key.rateLimit ?? perMinute) === 0,
    errorResponseBuilder: (_request: FastifyRequest, { max, ttl }: { max: number; ttl: number }) =>
      new Problem(
        'too-many-requests',
        `${max} requests a minute are allowed; wait ${Math.ceil(ttl / 1000)} seconds`,
      ),
  };
}

/** Of routes without a key requests are counted by where they come from. */
function addressLimitOptions(perMinute: number) {
  return {
    max: perMinute,
    keyGenerator: ({ ip }: FastifyRequest) => networkOf(ip),
    allowList: () => perMinute === 0,
    errorResponseBuilder: (_request: FastifyRequest, { max, ttl }: { max: number; ttl: number }) =>
      new Problem(
        'too-many-requests',
        `${max} requests a minute are allowed from one address; wait ${Math.ceil(ttl / 1000)} seconds`,
      ),
  };
}

/** Whoever has one address of IPv6 has all of the first 64 bits. */
function networkOf(ip: string): string {
  if (!isIPv6(ip) || ip.includes('.')) return ip;
  const [head = '', tail = ''] = ip.split('::');
  const groups = head.split(':');
  const missing = ip.includes('::') ? 8 - groups.length - tail.split(':').length : 0;
  return [...groups, ...Array(Math.max(missing, 0)).fill('0'), ...tail.split(':')].slice(0, 4).join(':');
}

/** Nothing was changed: the disk has no room. */
const FULL = [LogFull, BookFull, ActionsFull, QueueFull];

/** What is thrown below becomes a problem here; anything unforeseen is logged and answered without its text. */
function toProblem(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Error && FULL.some((kind) => error instanceof kind)) {
    return new Problem('disk-full', error.message);
  }
  if (error instanceof Refusal) return refusedProblem(error);
  if (error instanceof DispatchUnavailable) return new Problem('sending-unavailable', error.message);
  if (error instanceof errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE) {
    return new Problem('unsupported-type', 'the Content-Type is not written as a media type');
  }
  if (request.raw.destroyed && !request.raw.complete) {
    // Nobody is left to read this.
    return new Problem('bad-request', 'the connection was closed in the middle of the request');
  }
  request.log.error({ err: error }, 'a request failed');
  return new Problem('internal-error', `the request ${request.id} failed; the log of the server tells why`);
}

/** What is wrong with a path that the router does not take. */
function toPathProblem(error: Error): Problem {
  return error instanceof errorCodes.FST_ERR_MAX_PARAM_LENGTH
    ? invalidParameter({ parameter: 'id', message: `may have ${MOST_PARAMETER_LENGTH} characters at most` })
    : new Problem('invalid-parameter', 'the path is not percent-encoded UTF-8');
}

function send(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  request.problem = problem.code;
  // Headers of the answer that was meant to be sent do not hold for the error.
  for (const name of ['Content-Encoding', 'X-Log-Position']) reply.removeHeader(name);
  // A path that cannot be decoded is refused before any hook could do this.
  reply.header('X-Request-Id', request.id);
  if (isBodiless(request, problem)) {
    return reply
      .code(problem.status)
      .header('X-Problem', problem.code)
      .header('X-Problem-Detail', headerText(problem.message))
      .send();
  }
  return reply
    .code(ERRORS[problem.code].status)
    .header('Content-Type', 'application/problem+json')
    .send(Buffer.from(JSON.stringify(problem)));
}

/** Whether shipped clients need this answer without a body. */
function isBodiless({ routeOptions }: FastifyRequest, { status }: Problem): boolean {
  const other = routeOptions.config.route?.otherAnswers?.[status];
  return other !== undefined && Object.keys(other.content).length === 0;
}

/** Longer ones would be more than many programs take of all headers together. */
const LONGEST_HEADER = 1000;

/** Headers are ASCII: every other character is percent-encoded. */
function headerText(text: string): string {
  return text
    .slice(0, LONGEST_HEADER)
    .toWellFormed()
    .replaceAll(/[^\x20-\x7e]/gu, encodeURIComponent);
}

/** A request in the log: never its headers, which hold the key, nor its query, which may name a person. */
function describeRequest(request: FastifyRequest): object {
  return { method: request.method, path: request.url.split('?', 1)[0], from: request.ip };
}
