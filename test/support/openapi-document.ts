import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import Type, { type Static } from 'typebox';
import Value from 'typebox/value';
import { jsonOf } from './http-client.ts';
import type { TestServer } from './server.ts';

const Described = Type.Object({ description: Type.String({ minLength: 1 }) });

const Parameter = Type.Object({
  name: Type.String(),
  in: Type.Enum(['path', 'query', 'header']),
  required: Type.Boolean(),
  description: Type.String({ minLength: 1 }),
  schema: Type.Object({}),
  example: Type.Optional(Type.Unknown()),
});
export type Parameter = Static<typeof Parameter>;

const Media = Type.Object({
  schema: Type.Object({}),
  example: Type.Optional(Type.Unknown()),
  examples: Type.Optional(Type.Record(Type.String(), Type.Object({ value: Type.Unknown() }))),
});

const Response = Type.Object({
  description: Type.String({ minLength: 1 }),
  headers: Type.Record(Type.String(), Type.Union([Type.Object({ $ref: Type.String() }), Described])),
  content: Type.Record(Type.String(), Media),
});
export type Response = Static<typeof Response>;

const Operation = Type.Object({
  operationId: Type.String({ minLength: 1 }),
  tags: Type.Array(Type.String(), { minItems: 1 }),
  summary: Type.String({ minLength: 1 }),
  security: Type.Array(Type.Unknown()),
  parameters: Type.Array(Parameter),
  requestBody: Type.Optional(
    Type.Object({ description: Type.String({ minLength: 1 }), content: Type.Record(Type.String(), Media) }),
  ),
  responses: Type.Record(Type.String(), Type.Union([Type.Object({ $ref: Type.String() }), Response])),
});

const Document = Type.Object({
  openapi: Type.Literal('3.1.0'),
  tags: Type.Array(Type.Object({ name: Type.String() })),
  paths: Type.Record(Type.String(), Type.Record(Type.String(), Operation)),
  components: Type.Object({
    headers: Type.Record(Type.String(), Described),
    schemas: Type.Record(Type.String(), Type.Unknown()),
    responses: Type.Record(Type.String(), Response),
  }),
});

/** One operation, with everything that it refers to in its place. */
export type DocumentedOperation = {
  method: string;
  path: string;
  id: string;
  tags: string[];
  keyed: boolean;
  parameters: Parameter[];
  requestTypes: string[];
  /** Of those types that have one. */
  requestExamples: Map<string, unknown>;
  responses: Map<number, Response>;
};

/** The document of a running server, read as a stranger to its code would read it. */
export class OpenApiDocument {
  readonly raw: Record<string, unknown>;
  readonly #document: Static<typeof Document>;
  readonly #ajv = new Ajv2020({ strict: false, inlineRefs: false });
  readonly #validators = new Map<string, ValidateFunction>();

  constructor(raw: Record<string, unknown>) {
    this.raw = raw;
    this.#document = Value.Parse(Document, raw);
    formats.default(this.#ajv);
    this.#ajv.addSchema(raw, 'document');
  }

  static async of(server: TestServer): Promise<OpenApiDocument> {
    return new OpenApiDocument(Object(jsonOf(await server.stranger().get('/openapi.json'))));
  }

  get tags(): string[] {
    return this.#document.tags.map(({ name }) => name);
  }

  get operations(): DocumentedOperation[] {
    return Object.entries(this.#document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({
        method: method.toUpperCase(),
        path,
        id: operation.operationId,
        tags: operation.tags,
        keyed: operation.security.length > 0,
        parameters: operation.parameters,
        requestTypes: Object.keys(operation.requestBody?.content ?? {}),
        requestExamples: new Map(
          Object.entries(operation.requestBody?.content ?? {}).flatMap(([type, { example }]) =>
            example === undefined ? [] : [[type, example]],
          ),
        ),
        responses: new Map(
          Object.entries(operation.responses).map(([status, response]) => [
            Number(status),
            '$ref' in response ? this.#response(response.$ref) : response,
          ]),
        ),
      })),
    );
  }

  /** The description of a header of a response. */
  describe(header: { $ref: string } | { description: string }): string {
    if (!('$ref' in header)) return header.description;
    const name = header.$ref.replace('#/components/headers/', '');
    return this.#document.components.headers[name]?.description ?? '';
  }

  /** What is wrong with a body of an operation's answer, or undefined. */
  flawOfAnswer({ method, path }: DocumentedOperation, status: number, type: string, body: unknown) {
    const response = this.#document.paths[path]?.[method.toLowerCase()]?.responses[status];
    const place =
      response !== undefined && '$ref' in response
        ? `${response.$ref}/content/${pointerPart(type)}/schema`
        : `#/paths/${pointerPart(path)}/${method.toLowerCase()}/responses/${status}/content/${pointerPart(type)}/schema`;
    return this.#flaw(place, body);
  }

  flawOfRequest({ method, path }: DocumentedOperation, type: string, body: unknown) {
    return this.#flaw(
      `#/paths/${pointerPart(path)}/${method.toLowerCase()}/requestBody/content/${pointerPart(type)}/schema`,
      body,
    );
  }

  flawOfParameter(operation: DocumentedOperation, parameter: Parameter, value: unknown) {
    const { method, path, parameters } = operation;
    return this.#flaw(
      `#/paths/${pointerPart(path)}/${method.toLowerCase()}/parameters/${parameters.indexOf(parameter)}/schema`,
      value,
    );
  }

  #flaw(place: string, value: unknown): string | undefined {
    let validate = this.#validators.get(place);
    if (validate === undefined) {
      validate = this.#ajv.compile({ $ref: `document${place}` });
      this.#validators.set(place, validate);
    }
    return validate(value) ? undefined : this.#ajv.errorsText(validate.errors);
  }

  #response(reference: string): Response {
    const response = this.#document.components.responses[reference.replace('#/components/responses/', '')];
    if (response === undefined) throw new RangeError(`${reference} is nowhere`);
    return response;
  }
}

/** A name as a part of a JSON pointer in a URI. */
function pointerPart(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
}
