import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formatAccount } from '../accounts/account.ts';
import type { AuthenticatedKey } from '../accounts/key-ring.ts';
import type { Dispatch } from '../actions/dispatch.ts';
import type { FirstAnswer } from '../actions/first-answer.ts';
import { readIdempotencyKey } from './idempotency-key.ts';
import { mediaTypeOf } from './json-body.ts';
import { Problem } from './problem.ts';
import { decoded, forgetRest, gathered } from './request-body.ts';
import { sendNothing, sendText } from './sending.ts';

/** What a request is answered. */
export type Outcome = Pick<FirstAnswer, 'status' | 'body'>;

/** Makes of an answer what is remembered of it. */
export type Remember = (outcome: Outcome) => FirstAnswer;

/** That there is nothing to tell. */
export const NOTHING: Outcome = { status: 204, body: '' };

export function asJson(value: unknown): Outcome {
  return { status: 200, body: JSON.stringify(value) };
}

/** What is remembered of a value that is answered as JSON; undefined when nothing is to be. */
export function rememberJson(remember: Remember | undefined): ((value: unknown) => FirstAnswer) | undefined {
  return remember && ((value) => remember(asJson(value)));
}

export type Asked = {
  request: FastifyRequest;
  reply: FastifyReply;
  key: AuthenticatedKey;
  /** A name is of one operation alone. */
  operation: string;
  dispatch: Pick<Dispatch, 'answerTo'>;
};

/**
 * Carries out requests that have an `Idempotency-Key` once, however often they are sent. Whoever comes while the first is
 * under way waits for its end, and then is one that comes later: answered as the first was, or first itself when the
 * other was refused. One process serves a data folder, so it is enough to keep in memory who is under way.
 */
export class Once {
  readonly #maxBodyBytes: number;
  readonly #underWay = new Map<string, Promise<unknown>>();

  constructor(maxBodyBytes: number) {
    this.#maxBodyBytes = maxBodyBytes;
  }

  /**
   * @param carryOut carries the request out; what it makes by `remember` it must have written in the same commit as what
   * the request asks for. Without a key there is none, and nothing else is done here.
   * @throws Problem, and whatever carrying out throws
   */
  async answer(asked: Asked, carryOut: (remember?: Remember) => Promise<Outcome>): Promise<FastifyReply> {
    const name = readIdempotencyKey(asked.request);
    // What is sent is not waited for in a turn: that takes as long as the client likes.
    const { status, body } = await (name === undefined ? carryOut() : this.#once(name, asked, carryOut));
    return status === 204 ? sendNothing(asked.reply) : sendText(asked.reply, body);
  }

  async #once(
    name: string,
    { request, operation, dispatch, key }: Asked,
    carryOut: (remember: Remember) => Promise<Outcome>,
  ): Promise<Outcome> {
    const fingerprint = await this.#fingerprintOf(request);
    return this.#inTurn(JSON.stringify([formatAccount(key.account), operation, name]), async () => {
      const first = dispatch.answerTo({ operation, name });
      if (first === undefined) {
        return carryOut((outcome) => ({ operation, name, fingerprint, ...outcome }));
      }
      if (first.fingerprint !== fingerprint) {
        throw new Problem(
          'idempotency-key-reused',
          'this Idempotency-Key is that of an earlier request with another path or body; nothing was sent',
        );
      }
      return first;
    });
  }

  /** Those of one name one after the other, in the order in which they came. */
  async #inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.#underWay.get(name);
    const mine = before === undefined ? work() : before.then(work, work);
    this.#underWay.set(name, mine);
    try {
      return await mine;
    } finally {
      if (this.#underWay.get(name) === mine) this.#underWay.delete(name);
    }
  }

  /** Reads the body, and leaves it in its place for whoever reads it next. */
  async #fingerprintOf(request: FastifyRequest): Promise<string> {
    const sent = request.body instanceof Readable ? request.body : Readable.from([]);
    let raw: Buffer;
    try {
      raw = await this.#gathered(sent);
    } finally {
      forgetRest(sent, sent);
    }
    request.body = Readable.from([raw], { objectMode: false });
    const encoding = request.headers['content-encoding'];
    // A client that compresses again may get other bytes, such as those of the time in the head of gzip.
    const body = encoding === undefined ? raw : await this.#gathered(decoded(Readable.from([raw]), encoding));
    return createHash('sha256')
      .update(`${request.method} ${request.url.split('?', 1)[0]}\n`)
      .update(withoutBoundary(body, request))
      .digest('hex');
  }

  #gathered(body: Readable): Promise<Buffer> {
    return gathered(body, this.#maxBodyBytes, `a body may have ${this.#maxBodyBytes} bytes`);
  }
}

/** The boundary of a form is made anew whenever a client writes the same form. */
function withoutBoundary(body: Buffer, request: FastifyRequest): Buffer {
  if (mediaTypeOf(request) !== 'multipart/form-data') return body;
  const boundary = /;\s*boundary="?([^\s";]+)/i.exec(request.headers['content-type'] ?? '')?.[1];
  return boundary === undefined
    ? body
    : Buffer.from(body.toString('latin1').replaceAll(`--${boundary}`, '--'), 'latin1');
}
