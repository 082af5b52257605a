import { copyFileSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** Leaves a database file as a process does that is killed while it makes one: with a journal that has to be rolled back. */
export function leaveHalfMade(file: string): void {
  const draft = `${file}.draft`;
  const database = new DatabaseSync(draft);
  // So little memory that the file itself is written before the end.
  database.exec(
    'PRAGMA page_size = 512; VACUUM; PRAGMA cache_size = 1; BEGIN; CREATE TABLE half (made TEXT)',
  );
  database.exec(
    `INSERT INTO half SELECT hex(randomblob(500)) FROM json_each('${JSON.stringify(Array(50).fill(0))}')`,
  );
  for (const suffix of ['', '-journal']) copyFileSync(`${draft}${suffix}`, `${file}${suffix}`);
  database.close();
  rmSync(draft);
}
