import { Readable } from 'node:stream';
import type { NodemailerError } from 'nodemailer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Delivery, OutgoingMessage, Refused, Stage, Unreachable } from '../email-transport.ts';
import type { SmtpPatience, SmtpTarget } from './smtp-target.ts';
import { refusalOf, troubleOf, unreachable, wordsOf } from './smtp-trouble.ts';

/** What a server says that took a message: a whole code, not the beginning of one. */
const TAKEN = /^2\d\d(?:[ -]|$)/;

/** How much of a message is given to the connection at once. */
const PIECE = 65_536;

/** A session that could not be opened, and why. */
export class SessionRefused extends Error {
  override readonly name = 'SessionRefused';
  readonly trouble: Refused | Unreachable;
  constructor(trouble: Refused | Unreachable) {
    super(trouble.diagnostic);
    this.trouble = trouble;
  }
}

/** A connection over which one message after the other is sent. */
export class SmtpSession {
  readonly #server: string;
  readonly #connection: SMTPConnection;
  readonly #patience: SmtpPatience;
  #failed: ((error: NodemailerError) => void) | undefined;
  #usable = true;
  #sent = 0;
  #noted: Promise<void> | undefined;

  private constructor(server: string, connection: SMTPConnection, patience: SmtpPatience) {
    this.#server = server;
    this.#connection = connection;
    this.#patience = patience;
    // Without a listener, an error of an idle connection would end the process.
    connection.on('error', (error: NodemailerError) => {
      this.#usable = false;
      this.#failed?.(error);
    });
    connection.once('end', () => {
      this.#usable = false;
      this.#failed?.(new Error('the server closed the connection'));
    });
  }

  /** Connects, secures and logs in. @throws SessionRefused */
  static async open(target: SmtpTarget, patience: SmtpPatience): Promise<SmtpSession> {
    const connection = new SMTPConnection({
      host: target.host,
      port: target.port,
      secure: target.implicitTls,
      requireTLS: target.startTls === 'required',
      ignoreTLS: target.startTls === 'none',
      opportunisticTLS: target.startTls === 'any',
      name: target.helloName,
      connectionTimeout: patience.connection,
      greetingTimeout: patience.greeting,
      dnsTimeout: patience.connection,
      // Each stage has a clock of its own; this one only ends what all of them missed.
      socketTimeout: patience.message + patience.envelope,
      maxResponseSize: 65_536,
      tls: {
        rejectUnauthorized: target.startTls !== 'any',
        minVersion: 'TLSv1.2',
        ...(target.ca !== undefined && { ca: target.ca }),
      },
    });
    const session = new SmtpSession(target.host, connection, patience);
    try {
      await session.#connect();
      if (target.credentials !== undefined) await session.#login(target.credentials);
      return session;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /** Whether another message can be sent. */
  get usable(): boolean {
    return this.#usable;
  }

  get sent(): number {
    return this.#sent;
  }

  /** Resolves when what became of the message that was taken last is on the disk. */
  get noted(): Promise<void> | undefined {
    return this.#noted;
  }

  async send({ from, to, raw, noted }: OutgoingMessage): Promise<Delivery> {
    this.#sent++;
    let begun = false;
    let whole = false;
    const delivery = await new Promise<Delivery>((resolve) => {
      let clock = this.#clock('envelope', () => settle(this.#silence(begun)));
      const settle = (delivery: Delivery) => {
        clearTimeout(clock);
        this.#failed = undefined;
        resolve(delivery);
      };
      const fail = (error: NodemailerError) => settle(this.#troubleOf(error, begun));
      this.#failed = fail;
      let at = 0;
      const body = new Readable({
        read: () => {
          // It is read from only when the server has said that it wants the message.
          if (!begun) {
            begun = true;
            clearTimeout(clock);
            clock = this.#clock('message', () => settle(this.#silence(begun)));
          }
          if (at < raw.length) {
            body.push(raw.subarray(at, at + PIECE));
            at += PIECE;
            return;
          }
          Promise.resolve(this.#noted).then(() => {
            whole = true;
            body.push(null);
          }, fail);
        },
      });
      this.#connection.send({ from, to: [to], size: raw.length }, body, (error, info) => {
        if (error !== null) fail(error);
        // A server that answers before it has seen the end did not answer to this message.
        else if (!whole || !TAKEN.test(info.response))
          fail(new Error(`the server did not say that it took the message, but ${info.response}`));
        else settle({ outcome: 'accepted', server: this.#server, diagnostic: wordsOf(info.response) });
      });
    });
    if (delivery.outcome === 'accepted') this.#noted = noted;
    // A refusal may come in the middle of the message, of which the rest would then be taken for commands.
    if (delivery.outcome === 'unreachable' || (delivery.outcome === 'refused' && begun)) this.close();
    else if (delivery.outcome === 'refused') await this.#reset();
    return delivery;
  }

  /** Says goodbye. */
  quit(): void {
    if (!this.#usable) return;
    this.#usable = false;
    this.#connection.quit();
    // Who does not answer to that either is left alone.
    setTimeout(() => this.#connection.close(), 5000).unref();
  }

  close(): void {
    this.#usable = false;
    this.#connection.close();
  }

  #connect(): Promise<void> {
    return new Promise((resolve, reject) => {
      // The clocks of nodemailer end before the server answers to our introduction.
      const clock = this.#clock('connection', () =>
        refuse(Object.assign(new Error('the server does not answer'), { code: 'ETIMEDOUT' })),
      );
      const refuse = (error: NodemailerError) => {
        clearTimeout(clock);
        this.#failed = undefined;
        const before = error.response === undefined ? 'connection' : 'greeting';
        const stage = this.#connection.upgrading ? 'tls' : before;
        reject(new SessionRefused(troubleOf(this.#server, error, stage)));
      };
      this.#failed = refuse;
      this.#connection.connect((error) => {
        if (error) return refuse(error);
        clearTimeout(clock);
        this.#failed = undefined;
        resolve();
      });
    });
  }

  #login({ user, password }: { user: string; password: string }): Promise<void> {
    return new Promise((resolve, reject) => {
      const clock = this.#clock('login', () =>
        refuse(unreachable(this.#server, 'login', 'timeout', 'the server does not answer to the login')),
      );
      const refuse = (trouble: Refused | Unreachable) => {
        clearTimeout(clock);
        this.#failed = undefined;
        reject(new SessionRefused(trouble));
      };
      const fail = (error: NodemailerError) => refuse(troubleOf(this.#server, error, 'login'));
      this.#failed = fail;
      this.#connection.login({ user, pass: password }, (error) => {
        if (error) return fail(error);
        clearTimeout(clock);
        this.#failed = undefined;
        resolve();
      });
    });
  }

  /** Ends a refused transaction, so that the next message begins a new one. */
  async #reset(): Promise<void> {
    if (!this.#usable) return;
    const done = await new Promise<boolean>((resolve) => {
      const clock = this.#clock('login', () => settle(false));
      const settle = (done: boolean) => {
        clearTimeout(clock);
        this.#failed = undefined;
        resolve(done);
      };
      this.#failed = () => settle(false);
      this.#connection.reset((error) => settle(error === null));
    });
    if (!done) this.close();
  }

  #clock(stage: 'connection' | 'envelope' | 'message' | 'login', ring: () => void): NodeJS.Timeout {
    return setTimeout(ring, this.#patience[stage]);
  }

  #silence(begun: boolean): Unreachable {
    const stage = begun ? 'message' : 'sender';
    const what = begun ? 'has not said whether it takes the message' : 'does not answer';
    return unreachable(this.#server, stage, 'timeout', `the server ${what}`, begun);
  }

  #troubleOf(error: NodemailerError, begun: boolean): Refused | Unreachable {
    // The server told beforehand how much it takes, and nodemailer did not try.
    if (error.code === 'EMESSAGE' && error.response === undefined && !begun)
      return refusalOf(this.#server, 'sender', 552, '552 5.3.4 the message is larger than the server takes');
    return troubleOf(this.#server, error, begun ? 'message' : stageOf(error.command), begun);
  }
}

function stageOf(command = ''): Stage {
  if (command.startsWith('RCPT')) return 'recipient';
  return command.startsWith('DATA') ? 'data' : 'sender';
}
