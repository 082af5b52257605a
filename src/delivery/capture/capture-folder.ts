import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Delivery, EmailTransport, OutgoingMessage } from '../email-transport.ts';
import { InFlight } from '../in-flight.ts';
import { unreachable } from '../smtp/smtp-trouble.ts';

/**
 * Sends nothing: every message becomes a file that mail programs open, with the envelope as its first headers, as a
 * mailbox would note it. A file has its name only when it is whole and on the disk.
 */
export class CaptureFolder implements EmailTransport {
  readonly #folder: string;
  readonly #now: () => number;
  readonly #writing = new InFlight();
  #closed = false;

  constructor(folder: string, now: () => number = Date.now) {
    this.#folder = folder;
    this.#now = now;
  }

  async send(message: OutgoingMessage): Promise<Delivery> {
    if (this.#closed) return unreachable(this.#folder, 'connection', 'closed', 'the server is stopping');
    return this.#writing.run(this.#write(message));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#writing.ended();
  }

  async #write({ from, to, raw }: OutgoingMessage): Promise<Delivery> {
    // Names sort by time; a colon is not allowed everywhere.
    const instant = new Date(this.#now()).toISOString().replaceAll(':', '');
    const file = join(this.#folder, `${instant}-${randomUUID()}.eml`);
    const unfinished = `${file}.part`;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      // For this user alone: the messages are those of real people.
      const handle = await open(unfinished, 'wx', 0o600);
      try {
        await handle.writeFile(`Return-Path: <${from}>\r\nDelivered-To: ${to}\r\n`);
        await handle.writeFile(raw);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(unfinished, file);
      return { outcome: 'accepted', server: this.#folder, diagnostic: `kept as ${file}` };
    } catch (error) {
      await rm(unfinished, { force: true }).catch(() => undefined);
      const reason = error instanceof Error ? error.message : String(error);
      return unreachable(this.#folder, 'message', 'storage', `the message cannot be kept: ${reason}`);
    }
  }
}
