import { BroadcastChannel } from 'node:worker_threads';
import { isDamage } from '../../sqlite/sqlite-error.ts';
import { EventsLost } from '../events-lost.ts';

/** A block whose seal does not fit; or, with words that say so, a log whose file turned out to be damaged. */
export type Damage = { file: string } & ({ block: number } | { words: string });

/** Logs are used by several threads, and those who care are in another: a channel that reaches all of them. */
const CHANNEL = 'chappe:damaged-log';

/** Tells whoever listens in this process. Damage is rare, so the channel is opened for it alone. */
export function tellDamage(damage: Damage): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(damage);
  channel.close();
}

/** Tells of a log when an error of using it says that its file is damaged or lacks events, or has damage as its cause. */
export function tellIfDamage(file: string, error: unknown): void {
  if (!(error instanceof Error)) return;
  const tells = error instanceof EventsLost || isDamage(error) || isDamage(error.cause);
  if (tells) tellDamage({ file, words: error.message });
}

/** Uses a log, and tells when its file turns out to be damaged. @throws what the use throws. */
export function tellingDamage<T>(file: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    tellIfDamage(file, error);
    throw error;
  }
}

/** Listens until what it returns is called, without keeping the process alive. */
export function hearDamage(listener: (damage: Damage) => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: { data: unknown }) => {
    const damage = damageIn(data);
    if (damage !== undefined) listener(damage);
  };
  channel.unref();
  return () => channel.close();
}

function damageIn(data: unknown): Damage | undefined {
  if (typeof data !== 'object' || data === null || !('file' in data)) return undefined;
  const { file } = data;
  if (typeof file !== 'string') return undefined;
  if ('block' in data && typeof data.block === 'number') return { file, block: data.block };
  if ('words' in data && typeof data.words === 'string') return { file, words: data.words };
  return undefined;
}
