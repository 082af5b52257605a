/** One kind of error that the API answers with. */
export type ErrorKind = {
  status: number;
  /** A short, constant name of the problem. */
  title: string;
  /** When it is answered. */
  meaning: string;
  /** What the caller can do. */
  remedy: string;
};

/**
 * Every error of the API, by its stable code. The documentation, OpenAPI and the tests are made from this table.
 */
export const ERRORS = {
  'invalid-parameter': {
    status: 400,
    title: 'A parameter cannot be understood',
    meaning:
      'A query or path parameter, or the header `Idempotency-Key`, is unreadable, repeated, missing or has a value that is not allowed.',
    remedy: 'Correct the parameters that `errors` names.',
  },
  'invalid-body': {
    status: 400,
    title: 'The body cannot be read',
    meaning: 'The body is empty, no JSON, no UTF-8, nested too deeply, or broken in its compression.',
    remedy: 'Send well-formed JSON in UTF-8, compressed as `Content-Encoding` says.',
  },
  'invalid-event': {
    status: 400,
    title: 'An event is not valid',
    meaning:
      'An event to be published does not fit the event model. `errors` names its index and JSON pointers.',
    remedy:
      'Correct the event and publish again. Of an array nothing was stored; of NDJSON everything before it.',
  },
  'invalid-content': {
    status: 400,
    title: 'The body does not say what it must',
    meaning:
      'The body is well-formed JSON, but a member is missing, has the wrong shape, or has a value that is not allowed. Nothing was changed.',
    remedy: 'Correct the places that `errors` names by their JSON pointers.',
  },
  'invalid-value': {
    status: 400,
    title: 'A value breaks a rule of its field',
    meaning:
      'A value of a contact does not fit its field: its type, its length, that it is mandatory, its constraint, or its value list. Nothing was changed.',
    remedy: 'Correct the values of the fields that `errors` names, each with the rule that was broken.',
  },
  'unidentified-target': {
    status: 400,
    title: 'The target cannot be identified',
    meaning: 'The values hold no unicity: a field that tells contacts apart is empty or absent.',
    remedy: 'Send a value for each field with `isUnicity`; `GET /fields` lists them.',
  },
  'missing-key': {
    status: 401,
    title: 'A key is needed',
    meaning: 'The request has no `X-Key` header.',
    remedy: 'Send the key in the `X-Key` header. `chappe key create` makes one.',
  },
  'unknown-key': {
    status: 401,
    title: 'The key is not known',
    meaning: 'No account has this key; it may have been revoked.',
    remedy: 'Check the key, or make a new one with `chappe key create`.',
  },
  'permission-denied': {
    status: 403,
    title: 'The key may not do this',
    meaning: 'The key is valid but lacks the permission that the operation needs.',
    remedy: 'Use a key with the permission that `detail` names.',
  },
  'not-found': {
    status: 404,
    title: 'No such thing',
    meaning: 'The account has, and has seen, nothing with this id.',
    remedy: 'Check the id. A known id without matching events gives an empty list, not this error.',
  },
  'unknown-reference': {
    status: 404,
    title: 'Something that was named does not exist',
    meaning: 'The body is valid, but an id in it names nothing that the account has.',
    remedy: 'Correct the ids that `errors` names by their JSON pointers.',
  },
  'no-such-operation': {
    status: 404,
    title: 'No such operation',
    meaning: 'No operation has this path.',
    remedy: 'Compare the path with the reference at `/docs`.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'The method is not allowed here',
    meaning: 'The path exists, but not with this method.',
    remedy: 'Use one of the methods that the `Allow` header lists.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request took too long to arrive',
    meaning: 'The request line and headers did not arrive in time.',
    remedy: 'Send the request again.',
  },
  'already-exists': {
    status: 409,
    title: 'It exists already',
    meaning: 'A name or a unicity belongs to another, or what was to be added is there. Nothing was changed.',
    remedy: 'Choose another name or unicity, or change what exists.',
  },
  conflict: {
    status: 409,
    title: 'The state of things does not allow this',
    meaning:
      'What was asked would contradict something else, such as deleting what is in use. Nothing was changed.',
    remedy: 'Do first what `detail` says.',
  },
  gone: {
    status: 410,
    title: 'It was deleted',
    meaning: 'The action existed and was deleted, so that it can neither be copied nor validated.',
    remedy: 'Create another one; ids are never used again.',
  },
  'length-required': {
    status: 411,
    title: 'The length of the body is not told',
    meaning: 'The request has neither `Content-Length` nor `Transfer-Encoding`.',
    remedy: 'Send `Content-Length`, which is 0 when there is no body.',
  },
  'body-too-large': {
    status: 413,
    title: 'The body is too large',
    meaning: 'The body, an array of events, or a single event, is larger than the limit.',
    remedy:
      'Send less at once. Publish large numbers of events as `application/x-ndjson`, which has no limit in all.',
  },
  'unsupported-type': {
    status: 415,
    title: 'The type of the body is not supported',
    meaning:
      'The `Content-Type`, its `charset` or the `Content-Encoding` is none that the operation takes; bodies are read as UTF-8.',
    remedy: 'Send one of those that `detail` lists.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'The idempotency key is of another request',
    meaning:
      'The account has sent another request to the same operation with this `Idempotency-Key`: another path or another body. Nothing was sent.',
    remedy:
      'Give each request a key of its own, such as a new uuid, and repeat a request as it was, byte by byte.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    meaning: 'The key has used up its requests for this minute.',
    remedy: 'Wait as many seconds as `Retry-After` says.',
  },
  'headers-too-large': {
    status: 431,
    title: 'The headers are too large',
    meaning: 'The request line and headers are larger than 16 KiB.',
    remedy: 'Send fewer or shorter headers.',
  },
  'bad-request': {
    status: 400,
    title: 'The request is not HTTP',
    meaning: 'The request breaks the rules of HTTP/1.1, for example with a wrong `Content-Length`.',
    remedy: 'Use an HTTP client that counts the bytes of the body and not its characters.',
  },
  'internal-error': {
    status: 500,
    title: 'Something went wrong here',
    meaning: 'An error that the server did not expect. Its text is in the log of the server only.',
    remedy: 'Look for the request id in the log of the server.',
  },
  'sending-unavailable': {
    status: 503,
    title: 'Nothing can be sent at present',
    meaning: 'The server does not take messages to be sent. Nothing was changed.',
    remedy: 'Send the request again later, or set up sending on the server.',
  },
  'disk-full': {
    status: 507,
    title: 'The disk is full',
    meaning:
      'The disk has no room, so nothing of the request was stored; of NDJSON, nothing of its last commit.',
    remedy: 'Make room on the disk and send the request again; no restart is needed.',
  },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;
export const ERROR_CODES: readonly ErrorCode[] = Object.keys(ERRORS).filter(
  (code): code is ErrorCode => code in ERRORS,
);
