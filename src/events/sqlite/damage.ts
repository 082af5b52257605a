import { BroadcastChannel } from 'node:worker_threads';

/** A block whose seal does not fit. */
export type Damage = { file: string; block: number };

/** Blocks are read by several threads, and those who care are in another: a channel that reaches all of them. */
const CHANNEL = 'chappe:damaged-block';

/** Tells whoever listens in this process. Damage is rare, so the channel is opened for it alone. */
export function tellDamage(damage: Damage): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(damage);
  channel.close();
}

/** Listens until what it returns is called, without keeping the process alive. */
export function hearDamage(listener: (damage: Damage) => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: { data: unknown }) => {
    if (isDamage(data)) listener(data);
  };
  channel.unref();
  return () => channel.close();
}

function isDamage(data: unknown): data is Damage {
  if (typeof data !== 'object' || data === null || !('file' in data) || !('block' in data)) return false;
  return typeof data.file === 'string' && typeof data.block === 'number';
}
