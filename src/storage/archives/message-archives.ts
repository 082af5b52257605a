import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { MessageArchive, MessageArchives } from '../../sending/archive.ts';
import { ArchiveReader } from './archive-reader.ts';
import { ARCHIVE_FILE } from './files.ts';
import { hasExpired } from './open.ts';
import { archiveWriter } from './writer.ts';

/** The archived messages of all accounts as SQLite files, `<folder>/<account>/archive.db`: read here, written in a thread. */
export class SqliteMessageArchives implements MessageArchives {
  readonly #folder: string;
  readonly #writer = archiveWriter();
  readonly #readers = new Map<string, ArchiveReader>();

  /** `folder` holds one folder per account. Accounts are named by their folder, such as `DEMO-028`. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  of(account: string): MessageArchive {
    const file = join(this.#folder, account, ARCHIVE_FILE);
    return {
      keep: async (message) => {
        await this.#writer.write(file, { do: 'keep', message });
      },
      list: (selection) => this.#readerOf(file)?.list(selection) ?? [],
      find: (id, now) => this.#readerOf(file)?.find(id, now),
      forget: async (target) => (existsSync(file) ? this.#writer.write(file, { do: 'forget', target }) : 0),
      // Looked at every hour: a file of which nothing has expired shall not be opened for good by that.
      expire: async (now) => (hasExpired(file, now) ? this.#writer.write(file, { do: 'expire', now }) : 0),
    };
  }

  probe(): Promise<void> {
    return this.#writer.probe();
  }

  async close(): Promise<void> {
    for (const reader of this.#readers.values()) reader.close();
    this.#readers.clear();
    await this.#writer.close();
  }

  /** Most accounts keep no messages, and get no file by being asked for them. @throws ArchiveUnusable */
  #readerOf(file: string): ArchiveReader | undefined {
    let reader = this.#readers.get(file);
    if (reader === undefined && existsSync(file)) {
      reader = new ArchiveReader(file);
      this.#readers.set(file, reader);
    }
    return reader;
  }
}
