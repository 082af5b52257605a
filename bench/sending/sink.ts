import { setTimeout as pause } from 'node:timers/promises';
import type { ServerProcess } from '../server-process.ts';
import type { Stage } from '../stage.ts';

/** Messages to addresses that begin with the same word. */
export type SunkKind = {
  messages: number;
  /** How many of them began with a signature of DKIM. */
  signed: number;
  bytes: number;
  /** When the first one was taken, in milliseconds since 1970. */
  first: number;
};

/** What the sink tells. */
export type SunkMails = {
  /** Where it speaks SMTP. */
  port: number;
  kinds: Record<string, SunkKind>;
  /** When the message for each address came that begins with `single`. */
  arrivals: Record<string, number>;
  /** The message that came first of the kind that came last. */
  sample: string;
};

const NONE: SunkKind = { messages: 0, signed: 0, bytes: 0, first: Number.NaN };
const LOOK_EVERY_MS = 20;
const PATIENCE_MS = 120_000;

/** A mail server in a process of its own that takes everything. */
export class Sink {
  readonly port: number;
  readonly #server: ServerProcess;

  private constructor(server: ServerProcess, port: number) {
    this.#server = server;
    this.port = port;
  }

  static async start(stage: Stage): Promise<Sink> {
    const server = await stage.servePeer('smtp-sink.ts');
    const { port } = await told(server);
    return new Sink(server, port);
  }

  mails(): Promise<SunkMails> {
    return told(this.#server);
  }

  async of(kind: string): Promise<SunkKind> {
    return (await this.mails()).kinds[kind] ?? NONE;
  }

  /** Waits until so many messages of a kind have come, each of them signed. */
  async until(kind: string, messages: number): Promise<SunkKind> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const taken = await this.of(kind);
      if (taken.signed !== taken.messages) throw new Error('a message came that was not signed');
      if (taken.messages >= messages) return taken;
      if (Date.now() > end) throw new Error(`of ${messages} messages only ${taken.messages} came`);
      await pause(LOOK_EVERY_MS);
    }
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }
}

async function told({ url }: ServerProcess): Promise<SunkMails> {
  const answer = await fetch(url);
  const mails: SunkMails = JSON.parse(await answer.text());
  return mails;
}
