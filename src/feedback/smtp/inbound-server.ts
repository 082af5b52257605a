import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import {
  SMTPServer,
  type SMTPServerAddress,
  type SMTPServerDataStream,
  type SMTPServerSession,
} from 'smtp-server';
import { QueueFull } from '../../sending/queue.ts';
import { MailRejected } from '../mail-rejected.ts';
import { withReturnPath } from '../return-path.ts';
import type { ReadAddress } from '../signed-address.ts';
import { MessageRate } from './message-rate.ts';

/** A message as it came in, with the sender of its envelope as `Return-Path` in front, for one of the addresses that it was sent to. */
export type IncomingMail = { address: ReadAddress; localPart: string; raw: Buffer };

export type InboundServerParts = {
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** The name by which it introduces itself. */
  name: string;
  /** With it connections are encrypted if the other side wishes so. */
  certificate: { key: string; cert: string } | undefined;
  limits: InboundLimits;
  /** The message that an address tells of; undefined when no account has signed it. */
  read(localPart: string): Promise<ReadAddress | undefined>;
  /** Keeps mail durably: it is not answered for before. @throws MailRejected, QueueFull */
  receive(mails: readonly IncomingMail[]): Promise<void>;
  /** Told how each message, and each recipient that is none of ours, was answered. */
  count(result: InboundResult): void;
  report(error: unknown): void;
};

export type InboundLimits = {
  /** The largest message, in bytes. */
  messageBytes: number;
  /** What all messages that are being received may hold in memory, in bytes. */
  heldBytes: number;
  connections: number;
  /** How many messages one address may send in a minute. */
  messagesPerMinute: number;
  /** How long a connection may be silent, in milliseconds. */
  silence: number;
  /** How long a message may take, and a connection may go without bringing one, in milliseconds. */
  message: number;
};

export type InboundResult = 'taken' | 'unknown' | 'rejected' | 'large' | 'many' | 'broken off' | 'failed';

/** How many addresses one message may be for: a report is for one. */
const MOST_RECIPIENTS = 20;

/** After so many recipients that do not exist a connection is closed: somebody guesses. */
const MOST_UNKNOWN = 10;

/** Takes mail for signed addresses, and for nobody else. */
export class InboundServer {
  readonly #parts: InboundServerParts;
  readonly #server: SMTPServer;
  readonly #rate: MessageRate;
  readonly #unknown = new WeakMap<SMTPServerSession, number>();
  readonly #recipients = new WeakMap<SMTPServerAddress, ReadAddress>();
  readonly #deadlines = new WeakMap<SMTPServerSession, NodeJS.Timeout>();
  #held = 0;

  constructor(parts: InboundServerParts) {
    const { name, certificate, limits, report } = parts;
    this.#parts = parts;
    this.#rate = new MessageRate(limits.messagesPerMinute);
    this.#server = new SMTPServer({
      name,
      ...certificate,
      size: limits.messageBytes,
      maxClients: limits.connections,
      socketTimeout: limits.silence,
      closeTimeout: 2000,
      // Without a certificate of its own the library would offer one that everybody has the key of.
      disabledCommands: certificate === undefined ? ['AUTH', 'STARTTLS'] : ['AUTH'],
      authOptional: true,
      disableReverseLookup: true,
      logger: false,
      onConnect: (session, done) => {
        this.#expectMessage(session);
        done();
      },
      onClose: (session) => {
        clearTimeout(this.#deadlines.get(session));
        this.#deadlines.delete(session);
      },
      onMailFrom: (_address, session, done) => done(this.#refuseSender(session)),
      onRcptTo: (address, session, done) => void this.#recipient(address, session).then(done, done),
      onData: (stream, session, done) =>
        void this.#data(stream, session).then(
          () => done(null, '2.0.0 taken'),
          (error) => done(error),
        ),
    });
    // Connections that break off and handshakes that fail are the business of whoever made them.
    this.#server.on('error', (error) => {
      if (!this.#server.server.listening) report(error);
    });
  }

  /** Begins to listen, and gives the port. */
  async listen(): Promise<number> {
    const { host, port } = this.#parts;
    this.#server.listen(port, host);
    await once(this.#server.server, 'listening');
    const address = this.#server.server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  }

  get isListening(): boolean {
    return this.#server.server.listening;
  }

  /** How many connections it has. */
  get connections(): number {
    return this.#server.connections.size;
  }

  /** Lets what is being received end, and closes. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** Whoever says a letter now and then is never silent, and would keep a connection for ever. */
  #expectMessage(session: SMTPServerSession): void {
    const giveUp = () => {
      for (const connection of this.#server.connections)
        if (connection.session === session) connection.send(421, '4.4.2 no message for too long', false);
    };
    clearTimeout(this.#deadlines.get(session));
    this.#deadlines.set(session, setTimeout(giveUp, this.#parts.limits.message).unref());
  }

  #refuseSender({ remoteAddress }: SMTPServerSession): Error | null {
    if (this.#rate.take(remoteAddress, Date.now())) return null;
    this.#parts.count('many');
    return reply(451, '4.7.1 too many messages; try again in a minute');
  }

  async #recipient(address: SMTPServerAddress, session: SMTPServerSession): Promise<Error | null> {
    if (session.envelope.rcptTo.length >= MOST_RECIPIENTS) return reply(452, '4.5.3 too many recipients');
    const read = await this.#parts.read(localPartOf(address));
    if (read !== undefined) {
      this.#recipients.set(address, read);
      return null;
    }
    this.#parts.count('unknown');
    const unknown = (this.#unknown.get(session) ?? 0) + 1;
    this.#unknown.set(session, unknown);
    return unknown < MOST_UNKNOWN
      ? reply(550, '5.1.1 no such address here')
      : reply(421, '4.7.0 too many addresses that do not exist');
  }

  async #data(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
    const { count, receive, report } = this.#parts;
    // Its own time begins.
    clearTimeout(this.#deadlines.get(session));
    try {
      const raw = withReturnPath(await this.#read(stream), senderOf(session));
      await receive(
        session.envelope.rcptTo.flatMap((recipient) => {
          const address = this.#recipients.get(recipient);
          return address === undefined ? [] : [{ address, localPart: localPartOf(recipient), raw }];
        }),
      );
      count('taken');
    } catch (error) {
      const [answer, result] = answerTo(error);
      count(result);
      if (result === 'failed') report(error);
      throw answer;
    } finally {
      // Not when it is closed meanwhile.
      if (this.#deadlines.has(session)) this.#expectMessage(session);
    }
  }

  /** @throws Answer */
  async #read(stream: SMTPServerDataStream): Promise<Buffer> {
    const { messageBytes, heldBytes, message } = this.#parts.limits;
    const pieces: Buffer[] = [];
    let size = 0;
    let read = 0;
    let trouble: Answer | undefined;
    const giveUp = (answer: Answer) => {
      trouble = answer;
      stream.destroy();
    };
    const timer = setTimeout(
      () => giveUp(new Answer(421, '4.4.2 the message takes too long', 'broken off')),
      message,
    );
    stream.on('data', (piece: Buffer) => {
      read += piece.length;
      // A little more is read to its end, so that whoever sends it is told; what has no end is cut off.
      if (read > 2 * messageBytes) giveUp(new Answer(421, '4.3.4 the message has no end', 'large'));
      if (read > messageBytes || trouble !== undefined) return;
      pieces.push(piece);
      size += piece.length;
      this.#held += piece.length;
      if (this.#held > heldBytes) trouble = new Answer(452, '4.3.1 too many messages at once', 'many');
    });
    try {
      await finished(stream, { writable: false });
    } catch {
      throw trouble ?? new Answer(421, '4.4.2 the connection broke off', 'broken off');
    } finally {
      clearTimeout(timer);
      this.#held -= size;
    }
    if (read > messageBytes) throw new Answer(552, `5.3.4 a message may have ${messageBytes} bytes`, 'large');
    if (trouble !== undefined) throw trouble;
    return Buffer.concat(pieces);
  }
}

/** An answer that is decided already. */
class Answer extends Error {
  readonly responseCode: number;
  readonly result: InboundResult;

  constructor(responseCode: number, words: string, result: InboundResult) {
    super(words);
    this.responseCode = responseCode;
    this.result = result;
  }
}

/** Only what will never be taken is refused for good; all else is sent again. */
function answerTo(error: unknown): [Error, InboundResult] {
  if (error instanceof Answer) return [error, error.result];
  if (error instanceof MailRejected) return [reply(554, `${error.code} ${error.message}`), 'rejected'];
  if (error instanceof QueueFull) return [reply(452, '4.3.1 no room at present'), 'failed'];
  return [reply(451, '4.3.0 try again later'), 'failed'];
}

function reply(responseCode: number, words: string): Error {
  return Object.assign(new Error(words), { responseCode });
}

/** The sender of the envelope; empty for what nothing may be sent back to. */
function senderOf({ envelope: { mailFrom } }: SMTPServerSession): string {
  return mailFrom === false ? '' : mailFrom.address;
}

function localPartOf({ address }: SMTPServerAddress): string {
  return address.slice(0, Math.max(0, address.lastIndexOf('@')));
}
