import assert from 'node:assert/strict';
import Type, { type Static } from 'typebox';
import Value from 'typebox/value';
import { jsonOf, type Reply } from './http-client.ts';

const Place = Type.Object(
  {
    parameter: Type.Optional(Type.String({ minLength: 1 })),
    index: Type.Optional(Type.Integer({ minimum: 0 })),
    pointer: Type.Optional(Type.String({ pattern: '^(/.*)?$' })),
    field: Type.Optional(Type.String({ minLength: 1 })),
    rule: Type.Optional(Type.String({ minLength: 1 })),
    message: Type.String({ minLength: 1 }),
  },
  { additionalProperties: false },
);

const Details = Type.Object(
  {
    type: Type.String(),
    code: Type.String(),
    title: Type.String({ minLength: 1 }),
    status: Type.Integer(),
    detail: Type.String({ minLength: 1 }),
    errors: Type.Optional(Type.Array(Place, { minItems: 1 })),
    accepted: Type.Optional(Type.Integer({ minimum: 0 })),
    duplicates: Type.Optional(Type.Integer({ minimum: 0 })),
    position: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  { additionalProperties: false },
);

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Asserts that an answer is this problem, in the form that every problem has, and gives what it tells. */
export function assertProblem(reply: Reply, status: number, code: string): Static<typeof Details> {
  const text = `${reply.status} ${reply.body.toString()}`;
  assert.equal(reply.status, status, text);
  assert.equal(reply.headers['content-type'], 'application/problem+json', text);
  assert.equal(reply.headers['content-encoding'], undefined);
  assert.equal(reply.headers['x-log-position'], undefined);
  assert.equal(reply.headers['content-length'], String(reply.body.length));
  assert.match(String(reply.headers['x-request-id']), UUID);
  const problem = Value.Parse(Details, jsonOf(reply));
  assert.equal(problem.code, code, text);
  assert.equal(problem.status, status, text);
  assert.equal(problem.type, `/docs/errors#${code}`);
  return problem;
}

/** Asserts that an answer is a 400 that names exactly these parameters. */
export function assertRefused(reply: Reply, ...parameters: string[]): void {
  const { errors = [], detail } = assertProblem(reply, 400, 'invalid-parameter');
  assert.deepEqual(
    errors.map(({ parameter }) => parameter),
    parameters,
  );
  for (const parameter of parameters) assert.ok(detail.includes(`'${parameter}'`), detail);
}

/** Asserts that an answer is a 409 without a body, as shipped clients need it, and gives what its headers tell. */
export function assertSilentConflict(reply: Reply): string {
  const { status, headers, body } = reply;
  assert.equal(status, 409, `${status} ${body.toString()}`);
  assert.equal(body.length, 0);
  assert.equal(headers['content-type'], undefined);
  assert.match(String(headers['x-request-id']), UUID);
  assert.equal(headers['x-problem'], 'conflict');
  return String(headers['x-problem-detail']);
}
