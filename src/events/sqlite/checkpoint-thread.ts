import type { DatabaseSync } from 'node:sqlite';
import { parentPort } from 'node:worker_threads';
import { openForWriting } from './open.ts';

/**
 * The thread that moves write-ahead logs into their files while the writer goes on with the next commit. What it fails to
 * move, the writer moves later and tells why it cannot.
 */

export type CheckpointRequest = { do: 'move'; file: string } | { do: 'close' };

const SMALL = { sync: 'FULL', cache: 1024 } as const;

const databases = new Map<string, DatabaseSync>();

parentPort?.on('message', (request: CheckpointRequest) => {
  if (request.do === 'move') {
    move(request.file);
    return;
  }
  for (const database of databases.values()) database.close();
  parentPort?.close();
});

function move(file: string): void {
  try {
    let database = databases.get(file);
    if (database === undefined) {
      database = openForWriting(file, SMALL);
      databases.set(file, database);
    }
    // Neither waits for anybody nor lets anybody wait.
    database.exec('PRAGMA wal_checkpoint(PASSIVE)');
  } catch {
    // A full disk or a broken one: the writer meets it too, and has somebody to tell.
  }
}
