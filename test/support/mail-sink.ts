import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { Cleaner } from './data-folder.ts';

const FOLDER = new URL('../fixtures/tls/', import.meta.url);

/** A certificate for localhost and 127.0.0.1, signed by itself: right for those who trust it, and wrong for all others. */
export const LOCAL_CERTIFICATE = certificateOf('localhost');

/** A certificate for another host. */
export const FOREIGN_CERTIFICATE = certificateOf('elsewhere');

export type SunkMail = { from: string; to: string[]; raw: Buffer; secure: boolean; user: unknown };

/** A real SMTP server that keeps what it takes. */
export type MailSink = {
  port: number;
  mails: SunkMail[];
  /** Connections that were made so far. */
  connections: number;
  close(): Promise<void>;
};

/** Starts a server on a free port of 127.0.0.1; options refuse this or that. */
export async function startSink(t: Cleaner, options: SMTPServerOptions = {}): Promise<MailSink> {
  const mails: SunkMail[] = [];
  const sink: MailSink = { port: 0, mails, connections: 0, close };
  const server = new SMTPServer({
    ...LOCAL_CERTIFICATE,
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 50,
    onConnect(_session, done) {
      sink.connections++;
      done();
    },
    onData(stream, { envelope, secure, user }, done) {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.once('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        const to = envelope.rcptTo.map(({ address }) => address);
        mails.push({ from, to, raw: Buffer.concat(pieces), secure, user });
        done(null, 'taken');
      });
    },
    ...options,
  });
  // Clients that do not trust the certificate end the handshake.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  sink.port = portOf(server.server.address());
  let closed = false;
  async function close() {
    if (closed) return;
    closed = true;
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
  t.after(close);
  return sink;
}

/** An error that the server answers with a reply code of its own. */
export function reply(code: number, words: string): Error {
  return Object.assign(new Error(words), { responseCode: code });
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

function certificateOf(name: string): { key: string; cert: string } {
  const read = (kind: string) => readFileSync(new URL(`${name}.${kind}.pem`, FOLDER), 'utf8');
  return { key: read('key'), cert: read('cert') };
}
