import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { readSettings } from '../src/config/read-settings.ts';
import { FEEDS } from '../src/events/feeds.ts';
import { MemoryEventLog } from '../src/events/memory/memory-event-log.ts';
import { ERROR_CODES, ERRORS } from '../src/http/errors.ts';
import { routesOf } from '../src/http/routes.ts';
import { jsonOf } from './support/http-client.ts';
import { type DocumentedOperation, OpenApiDocument } from './support/openapi-document.ts';
import { contactQueries, get, idsIn, promisedBy } from './support/promised-feeds.ts';
import { serve, type TestServer } from './support/server.ts';
import { servicesOver } from './support/services.ts';

let server: TestServer;
let document: OpenApiDocument;
let operations: DocumentedOperation[];

before(async () => {
  server = await serve();
  document = await OpenApiDocument.of(server);
  ({ operations } = document);
});
after(() => server.close());

test('a validator that is not ours accepts the document', async () => {
  const validator = new Validator();
  const result = await validator.validate(structuredClone(document.raw));
  assert.deepEqual(result.errors, undefined);
  assert.equal(result.valid, true);
  assert.equal(validator.version, '3.1');
});

test('every route of the table is in it, and nothing else', () => {
  const routes = routesOf(servicesOver(new MemoryEventLog()), readSettings({}));
  assert.ok(routes.length > FEEDS.length);
  assert.deepEqual(
    operations.map(({ method, path }) => `${method} ${path}`).toSorted(),
    routes.map(({ method, path }) => `${method} ${path}`).toSorted(),
  );
});

test('every operation has a name and a section of its own', () => {
  const ids = operations.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^[a-z][A-Za-z]+$/);
  for (const { tags, path } of operations) {
    for (const tag of tags) assert.ok(document.tags.includes(tag), path);
  }
});

test('feeds and publishing need a key, the documentation and the health need none', () => {
  const keyed = new Map(operations.map((operation) => [operation.path, operation.keyed]));
  for (const { path } of [...FEEDS, { path: '/events' }]) assert.equal(keyed.get(path), true, path);
  for (const path of ['/health', '/metrics', '/openapi.json', '/docs', '/docs/errors'])
    assert.equal(keyed.get(path), false, path);
});

/** Whether readers of messages reach it, who have no key and are counted by their address. */
function isForReaders(path: string): boolean {
  return ['/t/{token}', '/redirectUrl', '/o5.aspx'].includes(path);
}

describe('every operation', () => {
  test('describes its parameters, with an example that fits', () => {
    for (const operation of operations) {
      const names = operation.parameters.map((parameter) => `${parameter.in} ${parameter.name}`);
      assert.equal(new Set(names).size, names.length);
      const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => `path ${name}`);
      assert.deepEqual(
        names.filter((name) => name.startsWith('path ')),
        inPath,
      );
      for (const parameter of operation.parameters) {
        const where = `${operation.path} ${parameter.name}`;
        if (parameter.in === 'path') assert.equal(parameter.required, true, where);
        if (parameter.example === undefined) assert.equal(parameter.required, false, where);
        else
          assert.equal(document.flawOfParameter(operation, parameter, parameter.example), undefined, where);
      }
    }
  });

  test('describes the headers of its answers', () => {
    for (const { path, responses, keyed } of operations) {
      for (const [status, { headers, content }] of responses) {
        const codes = Object.keys(content['application/problem+json']?.examples ?? {});
        const names = Object.keys(headers);
        for (const [name, header] of Object.entries(headers)) {
          assert.ok(document.describe(header).length > 5, `${path} ${name}`);
        }
        const expected = ['X-Request-Id'];
        // The errors of every operation are described once, for those without a key too.
        if (
          (keyed || isForReaders(path) || path === '/archives/{token}') &&
          ![401, 408, 431, 500].includes(status) &&
          codes.join() !== 'bad-request'
        ) {
          expected.push('X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset');
        }
        if (status === 302) expected.push('Location');
        if (status === 429) expected.push('Retry-After');
        if (isSilent(status, content)) expected.push('X-Problem', 'X-Problem-Detail');
        if (status === 200 && FEEDS.some((feed) => feed.path === path)) expected.push('X-Log-Position');
        assert.deepEqual(names.toSorted(), expected.toSorted(), `${path} ${status}`);
      }
    }
  });

  test('describes its errors, each with an example that fits', () => {
    for (const operation of operations) {
      const { path, responses, keyed } = operation;
      const codes: string[] = [];
      for (const [status, { content }] of responses) {
        // Health that is not well is told like health that is.
        if (status < 300 || (path === '/health' && status === 503)) continue;
        // Shipped clients need the 409 of sending without a body.
        if (isSilent(status, content)) continue;
        // People are told by a page that a link does not work.
        if (isForReaders(path) && (status === 302 || status === 404)) continue;
        // Old clients take any body for a contact that was found.
        if (operation.method === 'GET' && path === '/targets' && status === 404) continue;
        // A message that is damaged is told of by a page as well.
        const page = operation.id === 'followLink' && status === 500 ? ['text/html'] : [];
        assert.deepEqual(Object.keys(content), [...page, 'application/problem+json'], path);
        for (const [code, { value }] of Object.entries(content['application/problem+json']?.examples ?? {})) {
          assert.equal(get(value, 'code'), code);
          assert.equal(get(value, 'status'), status);
          assert.equal(
            document.flawOfAnswer(operation, status, 'application/problem+json', value),
            undefined,
          );
          codes.push(code);
        }
      }
      const expected = keyed ? ['missing-key', 'unknown-key', 'permission-denied', 'too-many-requests'] : [];
      if (path.includes('{id}') || path.startsWith('/targets/events')) expected.push('not-found');
      expected.push('internal-error', 'bad-request', 'headers-too-large', 'request-timeout');
      for (const code of expected) assert.ok(codes.includes(code), `${path} ${code}`);
    }
  });

  test('shows an answer that fits', () => {
    for (const operation of operations) {
      const shown = Object.keys(operation.responses.get(200)?.content ?? {});
      assert.ok(shown.length > 0 || operation.responses.has(204), operation.path);
      for (const [status, { content }] of operation.responses) {
        for (const [type, { example }] of Object.entries(content)) {
          if (example === undefined) continue;
          assert.equal(document.flawOfAnswer(operation, status, type, example), undefined, operation.path);
        }
      }
    }
  });
});

function isSilent(status: number, content: object): boolean {
  return status === 409 && Object.keys(content).length === 0;
}

test('every operation that takes a body shows one that fits', () => {
  const taking = operations.filter(({ method }) => method === 'POST' || method === 'PUT');
  assert.ok(taking.length > 5);
  for (const operation of taking) {
    for (const [type, example] of operation.requestExamples) {
      assert.equal(document.flawOfRequest(operation, type, example), undefined, operation.path);
    }
  }
});

test('every feed shows an event that it would hold', () => {
  for (const { path } of FEEDS) {
    const operation = operations.find((candidate) => candidate.path === path);
    const array = operation?.responses.get(200)?.content['application/json']?.example;
    const line = operation?.responses.get(200)?.content['application/x-ndjson']?.example;
    assert.ok(Array.isArray(array) && array.length === 1, path);
    const [event] = array;
    assert.deepEqual(line, event);
    const urls = path.startsWith('/targets/events')
      ? contactQueries([event]).map((query) => `${path}?${query}`)
      : path.includes('{id}')
        ? idsIn(path, [event]).map((id) => path.replace('{id}', id))
        : [path];
    assert.ok(urls.length > 0 && urls.every((url) => promisedBy(url).holds(event)), path);
  }
});

test('what a feed shows can be published as it is shown', async () => {
  const client = await server.client();
  const publishing = operations.find(({ path }) => path === '/events');
  assert.ok(publishing);
  for (const { path } of FEEDS) {
    const operation = operations.find((candidate) => candidate.path === path);
    const event = operation?.responses.get(200)?.content['application/x-ndjson']?.example;
    assert.equal(document.flawOfRequest(publishing, 'application/json', event), undefined);
    const reply = await client.publish(JSON.stringify(event));
    assert.equal(reply.status, 200, `${path} ${reply.body.toString()}`);
    assert.equal(document.flawOfAnswer(publishing, 200, 'application/json', jsonOf(reply)), undefined);
  }
});

test('every error of the table is among its responses, with its meaning', () => {
  const text = JSON.stringify(document.raw);
  for (const code of ERROR_CODES) {
    const response = get(document.raw, 'components', 'responses', code);
    assert.ok(String(get(response, 'description')).includes(ERRORS[code].meaning), code);
    assert.ok(text.includes(`/docs/errors#${code}`), code);
  }
});
