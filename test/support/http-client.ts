import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';

export type Body = string | Uint8Array | AsyncIterable<Uint8Array | string>;

export type Wish = {
  method?: string;
  /** Goes out as it is written here: no character is encoded, no slash is removed. */
  path: string;
  headers?: OutgoingHttpHeaders;
  /** A stream is sent in chunks, without a length. */
  body?: Body;
};

/** A complete answer. Its body is as it came, before any decompression. */
export type Reply = {
  status: number;
  reason: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
};

/** Sends requests exactly as a test words them, over connections that are kept. */
export class HttpClient {
  readonly url: string;
  readonly key: string | undefined;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 8 });

  constructor(url: string, key?: string) {
    this.url = url;
    this.key = key;
  }

  get(path: string, headers: OutgoingHttpHeaders = {}): Promise<Reply> {
    return this.send({ path, headers });
  }

  head(path: string, headers: OutgoingHttpHeaders = {}): Promise<Reply> {
    return this.send({ method: 'HEAD', path, headers });
  }

  /** Publishes a body that is JSON or, by its type, anything else. */
  publish(body: Body, headers: OutgoingHttpHeaders = {}): Promise<Reply> {
    return this.send({
      method: 'POST',
      path: '/events',
      headers: { 'Content-Type': 'application/json', ...headers },
      body,
    });
  }

  publishLines(body: Body, headers: OutgoingHttpHeaders = {}): Promise<Reply> {
    return this.publish(body, { 'Content-Type': 'application/x-ndjson', ...headers });
  }

  /** Fails when the answer breaks off before its end. */
  send({ method = 'GET', path, headers = {}, body }: Wish): Promise<Reply> {
    const { hostname, port } = new URL(this.url);
    const key = this.key === undefined ? {} : { 'X-Key': this.key };
    const length =
      typeof body === 'string' || body instanceof Uint8Array ? Buffer.byteLength(body) : undefined;
    return new Promise((resolve, reject) => {
      const outgoing = request({
        agent: this.#agent,
        hostname,
        port,
        method,
        path,
        headers: { ...key, ...(length !== undefined && { 'Content-Length': length }), ...headers },
      });
      outgoing.once('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            reason: response.statusMessage ?? '',
            headers: response.headers,
            body: Buffer.concat(chunks),
          });
        });
      });
      // A server that refuses early may hang up while the body is still on its way; the answer counts then.
      outgoing.on('error', reject);
      if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) outgoing.end(body);
      else pipeline(Readable.from(body), outgoing).catch(reject);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** The body of an answer without its content coding. */
export function plainBody({ headers, body }: Reply): Buffer {
  switch (headers['content-encoding']) {
    case undefined:
      return body;
    case 'gzip':
      return gunzipSync(body);
    case 'zstd':
      return zstdDecompressSync(body);
    default:
      throw new Error(`the answer is encoded as ${headers['content-encoding']}`);
  }
}

/** The body of an answer as the JSON value that it is. */
export function jsonOf(reply: Reply): unknown {
  return JSON.parse(plainBody(reply).toString());
}

/** The items of a feed, whichever its representation. */
export function itemsOf(reply: Reply): unknown[] {
  if (reply.headers['content-type'] !== 'application/x-ndjson') {
    const items = jsonOf(reply);
    if (!Array.isArray(items)) throw new TypeError('the feed is no array');
    return items;
  }
  const text = plainBody(reply).toString();
  if (text === '') return [];
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  return text
    .slice(0, -1)
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

export function logPosition({ headers }: Reply): number {
  return Number(headers['x-log-position']);
}
