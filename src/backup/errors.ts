/** A folder that was named for a backup or for restored data holds something already. */
export class FolderNotEmpty extends Error {
  override readonly name = 'FolderNotEmpty';
}

/** A backup cannot be restored: it is incomplete, damaged or none at all. */
export class BackupUnusable extends Error {
  override readonly name = 'BackupUnusable';
}

/** There is no data folder where one was named. */
export class NothingToBackUp extends Error {
  override readonly name = 'NothingToBackUp';
}

/** A restore into a folder was killed before it had ended. */
export class HalfRestored extends Error {
  override readonly name = 'HalfRestored';
  constructor(folder: string) {
    super(`${folder} holds a restore that was interrupted; run the same 'chappe restore' again`);
  }
}
