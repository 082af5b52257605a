import { parentPort, workerData } from 'node:worker_threads';
import { commitInGroups } from '../group-commit.ts';
import { openForWriting } from './open.ts';
import { Scribe } from './scribe.ts';

const country = String(workerData);

if (parentPort !== null)
  commitInGroups(parentPort, {
    open: (file) => new Scribe(openForWriting(file), { country, now: Date.now }),
  });
