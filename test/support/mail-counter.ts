import type { SMTPServerOptions } from 'smtp-server';
import type { Cleaner } from './data-folder.ts';
import { startSink } from './mail-sink.ts';

/** A real SMTP server that takes everything, keeps nothing, and counts for each address. */
export type MailCounter = {
  port: number;
  /** How many messages arrived for each address. */
  received: ReadonlyMap<string, number>;
  total(): number;
  /** Resolves when so many messages have arrived in all. */
  until(total: number): Promise<void>;
};

export async function startCounter(t: Cleaner, options: SMTPServerOptions = {}): Promise<MailCounter> {
  const received = new Map<string, number>();
  let total = 0;
  let waiting: { for: number; call: () => void }[] = [];
  const { port } = await startSink(t, {
    // Its certificate is signed by nobody whom a server would trust.
    hideSTARTTLS: true,
    onData(stream, { envelope }, done) {
      stream.resume();
      stream.once('end', () => {
        for (const { address } of envelope.rcptTo) received.set(address, (received.get(address) ?? 0) + 1);
        total += 1;
        for (const each of waiting.filter(({ for: count }) => count <= total)) each.call();
        waiting = waiting.filter(({ for: count }) => count > total);
        done(null, 'taken');
      });
    },
    ...options,
  });
  return {
    port,
    received,
    total: () => total,
    until(count) {
      if (count <= total) return Promise.resolve();
      return new Promise((resolve) => waiting.push({ for: count, call: resolve }));
    },
  };
}
