import { parentPort } from 'node:worker_threads';
import { commitInGroups } from '../group-commit.ts';
import { HitKeeper } from './hit-keeper.ts';
import { openForWriting } from './open.ts';

if (parentPort !== null) commitInGroups(parentPort, { open: (file) => new HitKeeper(openForWriting(file)) });
