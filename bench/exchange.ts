import type { Client, Order } from './client.ts';
import type { Run } from './scenario.ts';
import type { ServerProcess } from './server-process.ts';
import { quantile } from './statistics.ts';

/**
 * Makes requests to a server that was started for them, and stops it. The start and the stop are not timed.
 * @param warm make them once before, untimed: servers run for months, and the first answer of a program is its slowest.
 */
export async function exchange(
  client: Client,
  server: ServerProcess,
  paths: readonly string[],
  order: Omit<Order, 'urls'>,
  { warm = false } = {},
): Promise<Omit<Run, 'count'>> {
  try {
    if (warm) await ask(client, server, paths, order);
    return await ask(client, server, paths, order);
  } finally {
    await server.stop();
  }
}

/** Makes requests to a server, one after the other over one connection. */
export async function ask(
  client: Client,
  server: ServerProcess,
  paths: readonly string[],
  order: Omit<Order, 'urls'>,
): Promise<Omit<Run, 'count'>> {
  const before = server.cpuMs();
  const transfers = await client.transfer({ ...order, urls: paths.map((path) => server.url + path) });
  const firsts = transfers.map(({ firstByteMs }) => firstByteMs);
  return {
    ms: transfers.reduce((sum, { ms }) => sum + ms, 0),
    bytes: transfers.reduce((sum, { bytes }) => sum + bytes, 0),
    firstByteMs: { p50: quantile(firsts, 0.5), p99: quantile(firsts, 0.99) },
    peakBytes: server.peakBytes(),
    ...since(before, server.cpuMs()),
  };
}

/** The processor time that was used in between, where the system tells. */
export function since(before: number | undefined, after: number | undefined): { cpuMs?: number } {
  return before === undefined || after === undefined ? {} : { cpuMs: after - before };
}
