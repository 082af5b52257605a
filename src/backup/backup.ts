import { rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { VERSION } from '../config/version.ts';
import { EventsLost } from '../events/events-lost.ts';
import { accountOf, placeOfLog } from '../events/log-files.ts';
import type { LogUpkeep } from '../events/upkeep.ts';
import { lackOf } from '../files/is-there.ts';
import { archiveFiles } from '../storage/archives/files.ts';
import { contactFiles } from '../storage/contacts/files.ts';
import { copyDatabase } from '../storage/copy-database.ts';
import { lowerFloors, readFloors } from '../storage/log-floors.ts';
import { INBOX_FILE, sendFiles } from '../storage/sending/files.ts';
import { hitFiles } from '../storage/tracking/files.ts';
import { FolderNotEmpty, NothingToBackUp } from './errors.ts';
import { digestOf, makeFolder, namesIn, syncFolder, syncFolders } from './files.ts';
import { type BackedUp, MANIFEST, type Manifest, writeManifest } from './manifest.ts';

/** Everything is written below this name first, so that an interrupted backup is seen for what it is. */
const UNFINISHED = 'unfinished';

const CATALOG = 'catalog.db';

/** Told how many bytes of how many are done. */
export type Report = (bytes: number, total: number) => void;

/**
 * Copies every database of a data folder into a new or empty folder, while a server may be publishing. Each copy is
 * one state of its database, with everything that was acknowledged before the call.
 *
 * @throws NothingToBackUp, FolderNotEmpty, CopyFailed, EventsLost
 */
export async function makeBackup(
  data: string,
  target: string,
  upkeep: LogUpkeep,
  report: Report,
): Promise<Manifest> {
  await requireCatalog(data);
  const existed = await requireEmpty(target);
  const createdAt = new Date().toISOString();
  // Asked for before the logs are copied: both only grow, so a copy that ends below has lost events.
  const floors = readFloors(join(data, CATALOG));
  // What is to be sent, mail that came in, hits and contacts come first: an event that left their file before they were
  // copied is in the log that is copied later. Marks that mail leaves on contacts are there before the mail has gone.
  // The catalog comes last: so it has the account of every file, whatever is made meanwhile.
  const logs = upkeep.logs();
  requireLogs(floors, logs, data);
  // Archived messages come after the log: each was kept before its event.
  const waiting = [...sendFiles(data), ...sendFiles(data, INBOX_FILE), ...hitFiles(data)];
  const first = [...waiting, ...contactFiles(data)];
  const files = [...first, ...logs, ...archiveFiles(data), CATALOG];
  const unfinished = join(target, UNFINISHED);
  try {
    const heads = new Map<string, number>();
    const finish = (file: string) => {
      // Logs were copied before the catalog, which may know by now that they came further.
      if (file === CATALOG) lowerFloors(join(unfinished, file), heads);
      if (!logs.includes(file)) return undefined;
      const summary = upkeep.summaryOf(join(unfinished, file));
      const floor = floors.get(accountOf(file)) ?? 0;
      if (summary.head < floor) throw new EventsLost(join(data, file), floor, summary.head);
      heads.set(accountOf(file), summary.head);
      return summary;
    };
    const databases = await copyAll(files, data, unfinished, finish, report);
    for (const name of (await namesIn(unfinished)) ?? [])
      await rename(join(unfinished, name), join(target, name));
    await rmdir(unfinished);
    if (!existed) await syncFolder(dirname(resolve(target)));
    await syncFolders(
      target,
      files.map((file) => join(target, file)),
    );
    return await writeManifest(target, { chappe: VERSION, createdAt, databases });
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    for (const name of [CATALOG, 'accounts', `${MANIFEST}.part`])
      await rm(join(target, name), { recursive: true, force: true });
    if (!existed) await rmdir(target).catch(() => undefined);
    throw error;
  }
}

/** A backup without what was lost would hide that it was. */
function requireLogs(floors: ReadonlyMap<string, number>, logs: readonly string[], data: string): void {
  for (const [account, floor] of floors) {
    const log = placeOfLog(account);
    if (logs.includes(log)) continue;
    throw new EventsLost(join(data, log), floor, lackOf(join(data, log)) ?? 'empty');
  }
}

async function requireCatalog(data: string): Promise<void> {
  if ((await namesIn(data))?.includes(CATALOG)) return;
  throw new NothingToBackUp(`${data} has no ${CATALOG}; name the data folder with --data or CHAPPE_DATA`);
}

/** Tells whether the folder is there already. */
async function requireEmpty(target: string): Promise<boolean> {
  const names = await namesIn(target);
  if (names === undefined || names.length === 0) return names !== undefined;
  throw new FolderNotEmpty(
    names.includes(UNFINISHED)
      ? `${target} holds a backup that was interrupted or is under way; delete it, or name another folder`
      : `${target} is not empty; name a new folder for each backup`,
  );
}

async function copyAll(
  files: readonly string[],
  data: string,
  unfinished: string,
  finish: (file: string) => { events: number; head: number } | undefined,
  report: Report,
): Promise<BackedUp[]> {
  let total = 0;
  for (const file of files) total += (await stat(join(data, file))).size;
  const databases: BackedUp[] = [];
  let done = 0;
  for (const file of files) {
    const copy = join(unfinished, file);
    await makeFolder(dirname(copy));
    await copyDatabase(join(data, file), copy, (bytes) => report(done + bytes, total));
    const summary = finish(file);
    const digest = await digestOf(copy);
    databases.push({ file, ...digest, ...summary });
    done += digest.bytes;
  }
  return databases;
}
