import { fileURLToPath } from 'node:url';
import { run } from '../process.ts';

const PROGRAM = fileURLToPath(import.meta.resolve('./pool-process.ts'));

/** What the process of the pool is told on its standard input. */
export type PoolTask = { port: number } & (
  | {
      messages: number;
      /** The file of the message that is signed and sent again and again. */
      sample: string;
    }
  | {
      connections: number;
      /** The file of messages that are sent as they are: one a line, each a `ReadyMail`. */
      ready: string;
    }
);

/** A message with whom it is for. */
export type ReadyMail = { to: string; raw: string };

/**
 * From the first message to the answer to the last one, and the processor time that this took. `begun` is in milliseconds
 * since 1970.
 */
export type PoolReport = { begun: number; ms: number; cpuMs: number };

export async function sendFromPool(task: PoolTask): Promise<PoolReport> {
  const { stdout } = await run([process.execPath, PROGRAM], { input: JSON.stringify(task) });
  const report: PoolReport = JSON.parse(stdout);
  return report;
}
