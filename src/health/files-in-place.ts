import { type Stats, statSync } from 'node:fs';

/**
 * Whether files that are open lie where they lay. One that was moved away, deleted or replaced is read and written on as if
 * nothing were amiss, and is gone when it is closed; a connection that is opened later begins another one.
 */
export class FilesInPlace {
  readonly #seen = new Map<string, Stats>();

  /** @throws FileDisplaced when the file is not the one that was there when it was first asked for. */
  require(file: string): void {
    const found = statSync(file, { throwIfNoEntry: false });
    const seen = this.#seen.get(file);
    if (seen === undefined) {
      if (found !== undefined) this.#seen.set(file, found);
      return;
    }
    if (found?.ino !== seen.ino || found.dev !== seen.dev) throw new FileDisplaced(file);
  }
}

export class FileDisplaced extends Error {
  constructor(file: string) {
    super(`${file} was moved away, deleted or replaced while it was open; stop the server and put it back`);
    this.name = 'FileDisplaced';
  }
}
