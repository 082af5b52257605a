import Type, { type TSchema } from 'typebox';
import { VERSION } from '../config/version.ts';
import { ERROR_CODES, ERRORS, type ErrorCode } from './errors.ts';
import type { Parameter } from './parameters.ts';
import { ProblemDetails } from './problem.ts';
import type { Answer, Content, Route } from './route.ts';
import { eventSchemas } from './routes/feed-examples.ts';

/** A part of the OpenAPI document: plain JSON. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json | undefined };
export type JsonObject = { readonly [name: string]: Json | undefined };

/** Errors that every operation with a key can answer with. */
const KEYED_ERRORS: readonly ErrorCode[] = [
  'missing-key',
  'unknown-key',
  'permission-denied',
  'too-many-requests',
];
/** Errors that every operation can answer with. */
const COMMON_ERRORS: readonly ErrorCode[] = [
  'bad-request',
  'request-timeout',
  'headers-too-large',
  'internal-error',
];
/** Errors that are found before the key is known, and so before there is a limit to tell of. */
const KEYLESS_ERRORS: readonly ErrorCode[] = [
  'missing-key',
  'unknown-key',
  'no-such-operation',
  'method-not-allowed',
  ...COMMON_ERRORS,
];

/** The OpenAPI 3.1 document of the table of routes. */
export function openApiOf(routes: readonly Route[]): JsonObject {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const operations = paths[route.path] ?? {};
    operations[route.method.toLowerCase()] = operationOf(route);
    paths[route.path] = operations;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Chappe',
      version: VERSION,
      summary: 'Every event of your messages, complete and in order, as one stream',
      description:
        'Chappe speaks the NP6 API 8.1.0: a program written for NP6 works against it when its base URL is changed. Chappe is an independent project and is not affiliated with ChapsVision.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'This server' }],
    tags: [...new Set(routes.map(({ section }) => section))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        key: {
          type: 'apiKey',
          in: 'header',
          name: 'X-Key',
          description: 'A key of the account; `chappe key create` makes one',
        },
      },
      headers: {
        'X-Request-Id': header(Type.String(), 'Names this request in the log of the server'),
        'X-RateLimit-Limit': header(
          Type.Integer(),
          'Requests that may be made a minute with the key, or without one from the address',
        ),
        'X-RateLimit-Remaining': header(Type.Integer(), 'Requests that are left of this minute'),
        'X-RateLimit-Reset': header(Type.Integer(), 'Seconds until all requests are available again'),
        'Retry-After': header(Type.Integer(), 'Seconds to wait'),
        Allow: header(Type.String(), 'The methods that are allowed'),
      },
      schemas: Object.fromEntries([
        ['Problem', plain(ProblemDetails)],
        ...[...eventSchemas()].map(([name, schema]) => [name, plain(schema)] as const),
      ]),
      responses: Object.fromEntries(
        [
          ...ERROR_CODES.map((code) => [code]),
          ...routes.flatMap((route) => [...byStatus(route).values()]),
        ].map((codes) => [codes.join('.'), errorResponse(codes)]),
      ),
    },
  };
}

/** All errors that a route can answer with. */
export function errorsOf(route: Route): ErrorCode[] {
  const errors: ErrorCode[] = [
    ...route.errors,
    ...(route.permission === undefined ? [] : KEYED_ERRORS),
    // A type that is not even written as one is refused before it is known that nobody wants the body.
    ...(route.method === 'GET' ? [] : (['unsupported-type'] as const)),
    ...COMMON_ERRORS,
  ];
  return ERROR_CODES.filter((code) => errors.includes(code));
}

function operationOf(route: Route): JsonObject {
  return {
    operationId: route.operationId,
    tags: [route.section],
    summary: route.summary,
    description: route.description,
    security: route.permission === undefined ? [] : [{ key: [] }],
    parameters: route.parameters.map(parameterOf),
    requestBody: route.body && {
      required: route.body.optional !== true,
      description: route.body.description,
      content: contentOf(route.body.content),
    },
    responses: {
      ...otherResponses(route),
      [route.answer.status ?? 200]: {
        description: route.answer.description,
        headers: { ...headerRefs(isLimited(route)), ...answerHeaders(route.answer) },
        content: contentOf(route.answer.content),
      },
      ...errorResponses(route),
    },
  };
}

/** Whether its requests are counted, by their key or by the address that they come from. */
function isLimited({ permission, limit }: Route): boolean {
  return permission !== undefined || limit === 'address';
}

function otherResponses(route: Route): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(route.otherAnswers ?? {}).map(([status, answer]) => [
      status,
      {
        description: answer.description,
        headers: { ...headerRefs(isLimited(route)), ...answerHeaders(answer) },
        content: contentOf(answer.content),
      },
    ]),
  );
}

function errorResponses(route: Route): Record<string, Json> {
  return Object.fromEntries(
    [...byStatus(route)].map(([status, codes]) => {
      const other = route.otherAnswers?.[status];
      return [
        String(status),
        other === undefined
          ? { $ref: `#/components/responses/${codes.join('.')}` }
          : errorResponse(codes, other),
      ];
    }),
  );
}

/** Several errors may share a status; a document has one response per status. */
function byStatus(route: Route): Map<number, ErrorCode[]> {
  return Map.groupBy(errorsOf(route), (code) => ERRORS[code].status);
}

/** @param other an answer of a route that has the same status and is no problem. */
function errorResponse(codes: readonly ErrorCode[], other?: Answer): JsonObject {
  const limited = codes.some((code) => !KEYLESS_ERRORS.includes(code));
  const meanings = codes.map((code) => `\`${code}\`: ${ERRORS[code].meaning} ${ERRORS[code].remedy}`);
  return {
    description: [...(other === undefined ? [] : [other.description]), ...meanings].join('\n\n'),
    headers: {
      ...headerRefs(limited),
      ...(codes.includes('too-many-requests') ? { 'Retry-After': headerRef('Retry-After') } : {}),
      ...(codes.includes('method-not-allowed') ? { Allow: headerRef('Allow') } : {}),
      ...(other && answerHeaders(other)),
    },
    content: {
      ...(other && contentOf(other.content)),
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(
          codes.map((code) => [
            code,
            {
              value: {
                type: `/docs/errors#${code}`,
                code,
                title: ERRORS[code].title,
                status: ERRORS[code].status,
                detail: ERRORS[code].meaning,
              },
            },
          ]),
        ),
      },
    },
  };
}

function parameterOf({ name, in: place, required, schema, description, example }: Parameter): JsonObject {
  return { name, in: place, required, description, schema: plain(schema), example };
}

function contentOf(content: Record<string, Content>): JsonObject {
  return Object.fromEntries(
    Object.entries(content).map(([type, { schema, example }]) => [
      type,
      { schema: plain(schema), ...(example === undefined ? {} : { example: toJson(example) }) },
    ]),
  );
}

function answerHeaders({ headers = {} }: Answer): JsonObject {
  return Object.fromEntries(
    Object.entries(headers).map(([name, { schema, description }]) => [name, header(schema, description)]),
  );
}

function headerRefs(limited: boolean): JsonObject {
  const names = [
    'X-Request-Id',
    ...(limited ? ['X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset'] : []),
  ];
  return Object.fromEntries(names.map((name) => [name, headerRef(name)]));
}

function headerRef(name: string): JsonObject {
  return { $ref: `#/components/headers/${name}` };
}

function header(schema: TSchema, description: string): JsonObject {
  return { description, schema: plain(schema) };
}

/** A schema without what its library keeps beside the JSON Schema. */
function plain(schema: TSchema): Json {
  return toJson(schema);
}

/** A value as it will be in the document. */
function toJson(value: unknown): Json {
  const json: Json = JSON.parse(JSON.stringify(value));
  return json;
}
