import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A connection to an SMTP server that says exactly what it is told to. */
export class SmtpClient {
  readonly socket: Socket;
  #text = '';
  #ended = false;
  #wake: () => void = () => undefined;

  /** @param localAddress of this machine, from which it comes. */
  constructor(port: number, localAddress?: string) {
    this.socket = connect({ port, host: '127.0.0.1', ...(localAddress !== undefined && { localAddress }) });
    this.socket.setEncoding('latin1');
    this.socket.on('data', (text) => {
      this.#text += text;
      this.#wake();
    });
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => {
      this.#ended = true;
      this.#wake();
    });
  }

  /** The next answer with all its lines; empty when the connection is closed. */
  async answer(): Promise<string> {
    for (;;) {
      const match = /^(?:\d{3}-.*\r\n)*\d{3}(?: .*)?\r\n/.exec(this.#text);
      if (match !== null) {
        this.#text = this.#text.slice(match[0].length);
        return match[0].trimEnd();
      }
      if (this.#ended) return '';
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Says a line and gives what is answered. */
  async say(line: string): Promise<string> {
    this.socket.write(`${line}\r\n`, 'latin1');
    return this.answer();
  }

  /** Reads the greeting and introduces itself. */
  async hello(): Promise<string> {
    await this.answer();
    return this.say('EHLO client.test');
  }

  /** Sends a message, and gives what is answered to its recipient, or else to its end. */
  async send(to: string, message: string, from = ''): Promise<string> {
    await this.say('RSET');
    await this.say(`MAIL FROM:<${from}>`);
    const recipient = await this.say(`RCPT TO:<${to}>`);
    if (!recipient.startsWith('250')) return recipient;
    await this.say('DATA');
    return this.say(`${message.replaceAll(/^\./gm, '..')}\r\n.`);
  }

  close(): void {
    this.socket.destroy();
  }
}

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('there is no port');
  return address.port;
}
