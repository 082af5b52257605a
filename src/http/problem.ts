import Type, { type Static } from 'typebox';
import { FIELD_RULES } from '../contacts/field.ts';
import { ERROR_CODES, ERRORS, type ErrorCode } from './errors.ts';

/** One place that is wrong: a parameter, or a JSON pointer into the body, of one event when there are several. */
export const ProblemItem = Type.Object({
  parameter: Type.Optional(
    Type.String({ description: 'Name of the parameter of the path or the query, or of the header' }),
  ),
  index: Type.Optional(Type.Integer({ minimum: 0, description: 'Index of the event in the body, from 0' })),
  pointer: Type.Optional(Type.String({ description: 'JSON pointer (RFC 6901) into the event or the body' })),
  field: Type.Optional(Type.String({ description: 'Name of the field of a contact' })),
  rule: Type.Optional(Type.Enum([...FIELD_RULES], { description: 'The rule of the field that is broken' })),
  message: Type.String({ description: 'What is wrong' }),
});
export type ProblemItem = Static<typeof ProblemItem>;

/** The body of every error: problem details of RFC 9457, with a stable `code`. */
export const ProblemDetails = Type.Object(
  {
    type: Type.String({ description: 'Link to the description of the error' }),
    code: Type.Enum([...ERROR_CODES], { description: 'Stable name of the error' }),
    title: Type.String({ description: 'Short name of the problem, the same for every occurrence' }),
    status: Type.Integer({ description: 'The HTTP status' }),
    detail: Type.String({ description: 'What happened this time' }),
    errors: Type.Optional(Type.Array(ProblemItem)),
    accepted: Type.Optional(Type.Integer({ description: 'Events stored before the error; NDJSON only' })),
    duplicates: Type.Optional(
      Type.Integer({ description: 'Events before the error that were there already; NDJSON only' }),
    ),
    position: Type.Optional(Type.Integer({ description: 'Last position of the log; NDJSON only' })),
  },
  { description: 'Problem details, RFC 9457' },
);
export type ProblemDetails = Static<typeof ProblemDetails>;

type More = Pick<ProblemDetails, 'errors' | 'accepted' | 'duplicates' | 'position'>;

/** An error that is meant for the caller. Whatever else is thrown is answered as `internal-error`, without its text. */
export class Problem extends Error {
  readonly code: ErrorCode;
  readonly more: More;

  constructor(code: ErrorCode, detail: string, more: More = {}) {
    super(detail);
    this.name = 'Problem';
    this.code = code;
    this.more = more;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  toJSON(): ProblemDetails {
    const { status, title } = ERRORS[this.code];
    return {
      type: `/docs/errors#${this.code}`,
      code: this.code,
      title,
      status,
      detail: this.message,
      ...this.more,
    };
  }
}

/** A problem with named parameters. */
export function invalidParameter(...errors: { parameter: string; message: string }[]): Problem {
  const detail = errors.map(({ parameter, message }) => `'${parameter}' ${message}`).join('; ');
  return new Problem('invalid-parameter', detail, { errors });
}
