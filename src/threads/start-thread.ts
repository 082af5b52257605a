import { extname } from 'node:path';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts the thread whose program lies beside the module that asks: sources run as .ts, the published package as .js.
 * @param beside the place of that module, its `import.meta.url`.
 * @param name of the program, without the ending.
 */
export function startThread(beside: string, name: string, options?: WorkerOptions): Worker {
  return new Worker(new URL(`./${name}${extname(beside)}`, beside), options);
}
