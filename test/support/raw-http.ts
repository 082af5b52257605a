import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A connection on which a test writes HTTP by hand, and sees the pieces in which the answer arrives. */
export class RawConnection {
  readonly socket: Socket;
  readonly pieces: Buffer[] = [];
  readonly #ended: Promise<void>;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.socket = connect({ host: hostname, port: Number(port) });
    this.socket.on('data', (piece: Buffer) => this.pieces.push(piece));
    this.#ended = new Promise((resolve) => {
      this.socket.once('close', () => resolve());
      // A reset is one of the ways in which a server may end a connection.
      this.socket.on('error', () => resolve());
    });
  }

  /** Resolves when the bytes have left this process. */
  write(data: string | Uint8Array): Promise<void> {
    return new Promise((resolve) => this.socket.write(data, () => resolve()));
  }

  /** Everything that was received, as text with one character per byte. */
  get received(): string {
    return Buffer.concat(this.pieces).toString('latin1');
  }

  /** Waits until what was received matches; fails when the connection ends before. */
  async until(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.received)) {
      const piece = once(this.socket, 'data').then(() => true);
      piece.catch(() => undefined);
      const open = await Promise.race([piece, this.#ended.then(() => false)]);
      if (!open && !pattern.test(this.received))
        throw new Error(`the connection ended after: ${this.received}`);
    }
    return this.received;
  }

  /** Waits until the server has closed the connection, and fails when it does not within some seconds. */
  async ended(seconds = 10): Promise<string> {
    const patience = new AbortController();
    const late = pause(seconds * 1000, true, { signal: patience.signal }).catch(() => false);
    const isLate = await Promise.race([this.#ended.then(() => false), late]);
    patience.abort();
    if (isLate) {
      this.socket.destroy();
      throw new Error(`the connection was still open after ${seconds} seconds`);
    }
    return this.received;
  }

  close(): void {
    this.socket.destroy();
  }
}

/** A request as text; the connection is closed after its answer unless a header says otherwise. */
export function requestText(
  method: string,
  path: string,
  headers: Record<string, string | number> = {},
  body = '',
): string {
  const fields = { Host: 'localhost', Connection: 'close', ...headers };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}
