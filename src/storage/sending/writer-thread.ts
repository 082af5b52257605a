import { parentPort } from 'node:worker_threads';
import { commitInGroups } from '../group-commit.ts';
import { Keeper } from './keeper.ts';
import { openForWriting } from './open.ts';

if (parentPort !== null) commitInGroups(parentPort, { open: (file) => new Keeper(openForWriting(file)) });
