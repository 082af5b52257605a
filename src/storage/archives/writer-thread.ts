import { parentPort } from 'node:worker_threads';
import { commitInGroups } from '../group-commit.ts';
import { ArchiveKeeper } from './archive-keeper.ts';
import { openForWriting } from './open.ts';

// Messages are deflated in this thread as well, each of which takes far longer than a row of others.
if (parentPort !== null)
  commitInGroups(parentPort, {
    open: (file) => new ArchiveKeeper(openForWriting(file)),
    isAlone: (work) => work.do !== 'keep',
    most: 200,
  });
