import { type FileHandle, open } from 'node:fs/promises';
import type { InvalidEvent } from '../events/intake.ts';
import type { EventFile } from './event-file.ts';
import { FileUnusable } from './file-unusable.ts';

/** The file of the events that an import did not take: one line of JSON each, with the reason and the text. */
export class Rejects {
  readonly #name: string;
  readonly #file: FileHandle;
  #lines: string[] = [];
  count = 0;

  private constructor(name: string, file: FileHandle) {
    this.#name = name;
    this.#file = file;
  }

  /**
   * Opens the file, and empties it.
   * @param source what is imported, which must not be this file.
   * @throws FileUnusable
   */
  static async open(name: string, source: EventFile): Promise<Rejects> {
    if (await source.isFile(name)) {
      throw new FileUnusable(name, 'is the file that is imported, and would be overwritten; name another');
    }
    try {
      return new Rejects(name, await open(name, 'w'));
    } catch (error) {
      throw FileUnusable.from(name, 'cannot be written', error);
    }
  }

  add({ index, flaws }: InvalidEvent, text: Buffer): void {
    this.#lines.push(`${JSON.stringify({ index, errors: flaws, text: text.toString('utf8') })}\n`);
    this.count += 1;
  }

  /** Writes what was added. @throws FileUnusable */
  async flush(): Promise<void> {
    if (this.#lines.length === 0) return;
    try {
      await this.#file.writeFile(this.#lines.splice(0).join(''));
    } catch (error) {
      throw FileUnusable.from(this.#name, 'cannot be written', error);
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
