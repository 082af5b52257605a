import { join } from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { type AccountName, folderOf } from './accounts/account.ts';
import type { Settings } from './config/settings.ts';
import type { Meter } from './metrics/meter.ts';
import {
  type ArchivedMessage,
  type ArchiveEntry,
  ArchiveFull,
  type ArchiveSelection,
  type MessageArchives,
} from './sending/archive.ts';
import type { ArchiveDesk, ListedArchive } from './sending/archive-desk.ts';
import { SqliteMessageArchives } from './storage/archives/message-archives.ts';
import { throttled } from './throttled.ts';
import { archiveAddress } from './tracking/address.ts';
import { readArchiveToken, writeArchiveToken } from './tracking/archive-token.ts';
import type { SigningKeys } from './tracking/signing-keys.ts';

export type ArchivedMailParts = {
  settings: Pick<Settings, 'data' | 'archiveDays'>;
  keys: SigningKeys;
  /** The address that links begin with. */
  base(): string;
  accounts(): Promise<readonly AccountName[]>;
  meter: Meter;
  /** Told what does not go well for an account, and why. */
  report(account: string, what: string, error: unknown): void;
  now(): number;
};

const DAY = 86_400_000;

/** How often it is looked whether anything has expired, in milliseconds. */
const LOOK_EVERY = 3_600_000;

/** The messages that are kept as they left: puts together the files, the links to them, and their end. */
export class ArchivedMail implements ArchiveDesk {
  readonly #parts: ArchivedMailParts;
  readonly #archives: MessageArchives;
  readonly #reportLoss: ArchivedMailParts['report'];
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(parts: ArchivedMailParts) {
    this.#parts = parts;
    this.#archives = new SqliteMessageArchives(join(parts.settings.data, 'accounts'));
    this.#reportLoss = throttled(parts.report, parts.now);
  }

  /**
   * Keeps a message that has just left, durably, for the days of the setting. It never fails: the message has left, so its
   * events and all messages after it go on, and one that cannot be kept is counted and reported.
   */
  async keep(account: AccountName, message: Omit<ArchivedMessage, 'expires'>): Promise<void> {
    const { settings, meter } = this.#parts;
    const expires = message.sent + settings.archiveDays * DAY;
    try {
      await this.#archives.of(folderOf(account)).keep({ ...message, expires });
    } catch (error) {
      const reason = error instanceof ArchiveFull ? 'full' : 'failed';
      meter.count('chappe_archive_failures_total', { reason });
      this.#reportLoss(folderOf(account), 'a message that left could not be archived', error);
    }
  }

  find(account: AccountName, id: string): ArchivedMessage | undefined {
    return this.#archives.of(folderOf(account)).find(id.toLowerCase(), this.#parts.now());
  }

  async *list(account: AccountName, selection: Omit<ArchiveSelection, 'now'>): AsyncGenerator<ListedArchive> {
    const { keys, base, now } = this.#parts;
    const signing = await keys.of(account);
    const addressOf = (entry: ArchiveEntry) => archiveAddress(base(), writeArchiveToken(entry, signing));
    for (const entry of this.#archives.of(folderOf(account)).list({ ...selection, now: now() }))
      yield { ...entry, url: addressOf(entry) };
  }

  async read(token: string): Promise<ArchivedMessage | undefined> {
    const { keys, now } = this.#parts;
    const link = await readArchiveToken(token, keys);
    if (link === undefined || link.expires <= now()) return undefined;
    return this.#archives.of(folderOf(link.account)).find(link.id, now());
  }

  /** Goes to the one who writes the archives and back. */
  probe(): Promise<void> {
    return this.#archives.probe();
  }

  /** Removes what has expired, now and from then on. */
  begin(): void {
    const look = () => {
      this.#working = this.#working.then(() => this.#expire());
    };
    this.#timer = setInterval(look, LOOK_EVERY).unref();
    look();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#working;
    await this.#archives.close();
  }

  async #expire(): Promise<void> {
    const { accounts, report, now } = this.#parts;
    for (const account of await accounts()) {
      // Everybody else has a turn before the next account is looked at.
      await pause();
      if (this.#closed) return;
      const archive = this.#archives.of(folderOf(account));
      try {
        while (!this.#closed && (await archive.expire(now())) > 0) await pause();
      } catch (error) {
        report(folderOf(account), 'expired messages could not be removed', error);
      }
    }
  }
}
