import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc, { type Arbitrary } from 'fast-check';
import { pointersInto, withAt, without } from '../fixtures/json-pointer.ts';
import type { Wish } from './http-client.ts';
import type { DocumentedOperation, OpenApiDocument, Parameter } from './openapi-document.ts';
import { get } from './promised-feeds.ts';
import { fitting, ODD_TEXTS, oddText } from './schema-arbitraries.ts';

/** Ids that the log knows. */
const KNOWN_IDS = [
  '000PE4',
  '000PE5',
  '156',
  'home-banner-2',
  'spring-2026',
  '000R4M0T',
  'c5779fefbb3602496e83a1573b3e58a6',
  '00000001',
  '2',
  'one@example.com',
];

const KNOWN_NUMBERS = ['156', '0156', '157', '1', '2', '3', '04', '5', '6'];

const INSTANTS = ['2026-03-03', '2026-03-03T09:00:00Z', '2026-03-03T09:00:00+01:00', '1772528400000', '0'];

/** Printable characters that stay in one segment of a path, percent signs that encode nothing among them. */
const rawSegment = fc.string({
  unit: fc.constantFrom(..."abcXYZ019%._~!$&'()*+,;=:@-"),
  minLength: 1,
  maxLength: 12,
});

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** A value of a parameter, most often one that is understood. */
function parameterValue(parameter: Parameter): Arbitrary<string> {
  return fc.oneof(
    { weight: 12, arbitrary: understood(parameter).map(encoded) },
    { weight: 1, arbitrary: fitting(parameter.schema, undefined).map((value) => encoded(String(value))) },
    { weight: 1, arbitrary: oddText.map(encoded) },
    { weight: 1, arbitrary: rawSegment },
  );
}

function understood({ schema, example, name }: Parameter): Arbitrary<string> {
  if (String(get(schema, 'description')).includes('ISO 8601')) return fc.constantFrom(...INSTANTS);
  if (/^(id|hash|unicity|\w+Id)$/.test(name)) {
    if (get(schema, 'type') !== 'integer') return fc.constantFrom(...KNOWN_IDS);
    return fc.constantFrom(...KNOWN_NUMBERS, String(example));
  }
  if (example !== undefined && get(schema, 'type') === 'string') return fc.constant(String(example));
  return fitting(schema, undefined).map(String);
}

function pathOf({ path, parameters }: DocumentedOperation): Arbitrary<string> {
  const names = parameters.filter((parameter) => parameter.in === 'path');
  if (names.length === 0) return fc.constantFrom(path, `${path}/`, `/${path}`, path.toUpperCase());
  // An empty id would be another path.
  const values = names.map((parameter) => parameterValue(parameter).filter((value) => value !== ''));
  return fc
    .tuple(...values)
    .map((given) =>
      names.reduce((url, { name }, place) => url.replace(`{${name}}`, () => given[place] ?? ''), path),
    );
}

function queryOf({ parameters }: DocumentedOperation): Arbitrary<string> {
  const known = parameters.filter((parameter) => parameter.in === 'query');
  const pair = (parameter: Parameter) =>
    parameterValue(parameter).map((value) => `${parameter.name}=${value}`);
  const isName = ({ name }: Parameter) => ['id', 'unicity', 'hash'].includes(name);
  // Of names, a request needs exactly one.
  const first = known.some(isName) ? fc.oneof(...known.filter(isName).map(pair)) : fc.constant('');
  const unknown = fc.tuple(oddText.map(encoded), oddText.map(encoded)).map((parts) => parts.join('='));
  const others = known.filter((parameter) => !isName(parameter)).map(pair);
  const anything = fc.oneof(
    { weight: 20, arbitrary: fc.oneof(unknown, ...others) },
    { weight: 1, arbitrary: fc.oneof(...known.map(pair), unknown) },
    { weight: 1, arbitrary: fc.constantFrom('', '=', '&', '%', 'sort', 'start=%', '?') },
  );
  return fc
    .tuple(first, fc.array(anything, { maxLength: 3 }))
    .map(([name, parts]) => `?${[name, ...parts].join('&')}`);
}

/** Text that Node's client lets through as the value of a header. */
const headerText = fc.string({ unit: fc.constantFrom(...'aZ09 ,;=*/"q.-+éÿ'), maxLength: 30 });

function headersOf(keys: readonly string[]): Arbitrary<Record<string, string>> {
  return fc.record(
    {
      'X-Key': fc.oneof(
        { weight: 12, arbitrary: fc.constant(keys[0] ?? '') },
        fc.constantFrom(...keys.slice(1), ''),
        headerText,
      ),
      Accept: fc.oneof(
        fc.constantFrom('application/x-ndjson', 'application/json', '*/*', 'text/html'),
        headerText,
      ),
      'Accept-Encoding': fc.oneof(
        fc.constantFrom('gzip', 'zstd', 'identity', 'gzip;q=0, zstd', '*'),
        headerText,
      ),
    },
    { requiredKeys: ['X-Key'] },
  );
}

/** Requests to an operation that only reads, good ones and bad ones. The first key is the one that may do everything. */
export function readRequests(operation: DocumentedOperation, keys: readonly string[]): Arbitrary<Wish> {
  return fc
    .tuple(
      fc.constantFrom('GET', 'GET', 'GET', 'HEAD'),
      pathOf(operation),
      queryOf(operation),
      headersOf(keys),
    )
    .map(([method, path, query, headers]) => ({ method, path: path + query, headers }));
}

/** Requests to an operation that changes something: bodies that fit what it takes, spoilt ones, and none. */
export function changeRequests(
  operation: DocumentedOperation,
  document: OpenApiDocument,
  keys: readonly string[],
): Arbitrary<Wish> {
  const { method, path } = operation;
  // The type that the operation takes first: most take JSON by its own name, some by one that says for what it is.
  const [taken = 'application/json'] = operation.requestTypes;
  const content = get(document.raw, 'paths', path, method.toLowerCase(), 'requestBody', 'content');
  const schema = get(content, taken, 'schema');
  const examples = [...operation.requestExamples.values()];
  const fits = schema === undefined ? fc.constant({}) : fitting(schema, document.raw);
  const likely = examples.length === 0 ? fits : fc.oneof(fits, fc.constantFrom(...examples));
  const bodies = fc.oneof(
    { weight: 6, arbitrary: likely.map((value) => JSON.stringify(value)) },
    { weight: 3, arbitrary: mutated(likely).map((value) => JSON.stringify(value) ?? '') },
    { weight: 1, arbitrary: fc.constantFrom('', 'null', '{}', '[]', '{', ...ODD_TEXTS) },
  );
  const types = fc.oneof(
    { weight: 9, arbitrary: fc.constant(taken) },
    { weight: 1, arbitrary: fc.constantFrom(...TYPES) },
  );
  return fc
    .tuple(pathOf(operation), queryOf(operation), headersOf(keys), types, bodies)
    .map(([url, query, headers, type, body]) => ({
      method,
      path: url + query,
      headers: { ...headers, 'Content-Type': type },
      body,
    }));
}

/** Changes to a value at any of its places. */
function mutated(values: Arbitrary<unknown>): Arbitrary<unknown> {
  const odd = fc.oneof(
    oddText,
    fc.constantFrom(null, true, 0, -1, 1.5, 1e21, 2 ** 53, [], {}, [[]], { type: null }),
    fc.jsonValue(),
  );
  return fc.tuple(values, fc.nat(), odd, fc.boolean()).map(([value, seed, replacement, remove]) => {
    const pointers = pointersInto(value);
    const pointer = pointers[seed % Math.max(pointers.length, 1)];
    if (pointer === undefined) return replacement;
    return remove ? without(value, pointer) : withAt(value, pointer, replacement);
  });
}

const TYPES = [
  'application/json',
  'application/x-ndjson',
  'application/jsonl',
  'text/plain',
  'json',
  '',
  'application/json;charset=x',
];

/** Bodies made from the schema of what an operation takes: whole, changed, cut, compressed and mislabelled. */
export function publishRequests(event: Arbitrary<unknown>, keys: readonly string[]): Arbitrary<Wish> {
  const anEvent = fc.oneof({ weight: 3, arbitrary: event }, { weight: 1, arbitrary: mutated(event) });
  const json = fc
    .oneof(anEvent, fc.array(anEvent, { maxLength: 4 }), fc.jsonValue())
    .map((value) => JSON.stringify(value));
  const lines = fc
    .array(anEvent, { maxLength: 5 })
    .map((events) => events.map((one) => JSON.stringify(one)).join('\n'));
  const labelled = fc.oneof(
    { weight: 4, arbitrary: json.map((text) => ['application/json', text] as const) },
    { weight: 4, arbitrary: lines.map((text) => ['application/x-ndjson', text] as const) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom(...TYPES), fc.oneof(json, lines, fc.constantFrom(...ODD_TEXTS))),
    },
  );
  const damage = fc.oneof(
    { weight: 8, arbitrary: fc.constant((body: Buffer) => body) },
    { weight: 1, arbitrary: fc.nat(300).map((at) => (body: Buffer) => body.subarray(0, at)) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.nat(300), fc.nat(255)).map(
        ([at, byte]) =>
          (body: Buffer) =>
            withByte(body, at, byte),
      ),
    },
  );
  const coding = fc.constantFrom<[string, (body: Buffer) => Buffer]>(
    ['identity', (body) => body],
    ['gzip', (body) => gzipSync(body)],
    ['zstd', (body) => zstdCompressSync(body)],
    ['br', (body) => body],
    ['gzip', (body) => body],
  );
  return fc
    .tuple(
      labelled,
      damage,
      fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, coding),
      damage,
      headersOf(keys),
    )
    .map(([[type, text], first, coded, second, headers]) => {
      const plain = first(Buffer.from(text));
      const [name, code] = coded ?? [undefined, (body: Buffer) => body];
      return {
        method: 'POST',
        path: '/events',
        headers: {
          ...headers,
          'Content-Type': type,
          ...(name !== undefined && { 'Content-Encoding': name }),
        },
        body: coded === undefined ? plain : second(code(plain)),
      };
    });
}

function withByte(body: Buffer, at: number, byte: number): Buffer {
  const copy = Buffer.from(body);
  if (at < copy.length) copy[at] = byte;
  return copy;
}
