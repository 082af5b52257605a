import type { Worker } from 'node:worker_threads';
import type { Cleaner } from './data-folder.ts';

/** The threads that are started from now on, in their order: the n-th, from 0, as soon as there are so many. */
export function startedThreads(t: Cleaner): (n: number) => Promise<Worker> {
  const workers: Worker[] = [];
  const waiting = new Set<() => void>();
  const note = (worker: Worker) => {
    workers.push(worker);
    for (const look of waiting) look();
  };
  process.on('worker', note);
  t.after(async () => process.off('worker', note));
  return (n) =>
    new Promise((resolve) => {
      const look = () => {
        const worker = workers[n];
        if (worker === undefined) return;
        waiting.delete(look);
        resolve(worker);
      };
      waiting.add(look);
      look();
    });
}
