import { fileURLToPath } from 'node:url';
import { run } from '../process.ts';

const PROGRAM = fileURLToPath(import.meta.resolve('./pool-process.ts'));

/** What the process of the pool is told on its standard input. */
export type PoolTask = {
  port: number;
  messages: number;
  /** The file of the message that is sent again and again. */
  sample: string;
};

/** From the first message to the answer to the last one, and the processor time that this took. */
export type PoolReport = { ms: number; cpuMs: number };

export async function sendFromPool(task: PoolTask): Promise<PoolReport> {
  const { stdout } = await run([process.execPath, PROGRAM], { input: JSON.stringify(task) });
  const report: PoolReport = JSON.parse(stdout);
  return report;
}
