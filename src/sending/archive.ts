/** A message that left, as it left. */
export type ArchivedMessage = ArchiveEntry & { raw: Buffer };

/** What is known of it without its bytes. */
export type ArchiveEntry = {
  /** Of its stamp: a uuid in lower case. */
  id: string;
  action: string;
  /** Id of the contact. */
  target: string;
  /** When it left, in milliseconds since 1970. */
  sent: number;
  /** From when on nobody sees it any more. */
  expires: number;
};

/** Messages that left from the start on and before the end; of one action, or of one contact of it. */
export type ArchiveSelection = {
  of?: { action: string; target?: string };
  start: number;
  end: number;
  /** What has expired by then is left out. */
  now: number;
};

/**
 * The messages of one account that are kept as they left.
 *
 * Promises of every implementation, checked by `archive.contract.ts`:
 * what is kept is durable before that resolves; of one id there is the message that was kept last; what was forgotten is
 * overwritten, nothing shows what has expired, and what was removed gives its space back.
 */
export interface MessageArchive {
  /** @throws ArchiveFull when the disk has no room; nothing was kept then. */
  keep(message: ArchivedMessage): Promise<void>;
  /** By the time when they left. Of a list of any length few are in memory. */
  list(selection: ArchiveSelection): Iterable<ArchiveEntry>;
  /** @throws ArchiveUnusable when what is kept is damaged. */
  find(id: string, now: number): ArchivedMessage | undefined;
  /** Forgets all messages to a contact, and tells how many they were. @throws ArchiveFull */
  forget(target: string): Promise<number>;
  /** Removes some of those that have expired by an instant, and tells how many: none when no more are left. */
  expire(now: number): Promise<number>;
}

/** The archives of all accounts, which share nothing. */
export interface MessageArchives {
  /** The archive of an account, named by its folder. There is nothing on the disk before a message is kept. */
  of(account: string): MessageArchive;
  /** Goes to the one who writes and back, in its turn, and changes nothing. */
  probe(): Promise<void>;
  close(): Promise<void>;
}

/** The disk is full: nothing was kept. */
export class ArchiveFull extends Error {
  constructor(options?: ErrorOptions) {
    super('the disk that holds the archived messages is full', options);
    this.name = 'ArchiveFull';
  }
}

/** A file of archived messages cannot be used: damaged, or written by a newer version. */
export class ArchiveUnusable extends Error {
  readonly file: string;
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`${file} ${reason}`, options);
    this.name = 'ArchiveUnusable';
    this.file = file;
  }
}
