import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissingFile } from '../files/missing-file.ts';
import { findAddress } from './find-address.ts';
import { FORWARDED_HEADER, headerValues, headOf } from './mail-head.ts';
import type { ReadAddress } from './signed-address.ts';
import { readMail, writeMail } from './stored-mail.ts';

/** Reads a signed address of the contact that is erased; that of everybody else is none. */
export type OwnAddress = (localPart: string) => Promise<ReadAddress | undefined>;

/** What was done about mail that nothing was made of. */
export type QuarantineTraces = {
  /** Files that were about a message to the contact. */
  removed: number;
  /** Files that are still there and mention the contact: whom they are about nobody can tell but a person. */
  mentioning: readonly string[];
};

/** A shorter text is in too many messages that have nothing to do with the contact. */
const LEAST_LENGTH = 6;

/** What takes the place of mail that waits; undefined when it is not about the contact. */
export async function erasedOrder(order: string, own: OwnAddress): Promise<string | undefined> {
  const mail = readMail(order);
  if (mail.kind === 'erased') return undefined;
  const localParts =
    mail.kind === 'received'
      ? [mail.localPart]
      : headerValues(headOf(Buffer.from(mail.raw, 'latin1')), FORWARDED_HEADER);
  for (const localPart of localParts)
    if ((await own(localPart)) !== undefined) return writeMail({ kind: 'erased' });
  return undefined;
}

/** Looks through mail that nothing was made of for what is about a contact. */
export class QuarantineSearch {
  readonly #folder: string;
  readonly #own: OwnAddress;
  readonly #needles: readonly string[];

  /** @param texts by which the contact is known, such as its addresses. */
  constructor(folder: string, own: OwnAddress, texts: readonly string[]) {
    this.#folder = folder;
    this.#own = own;
    this.#needles = texts
      .filter(({ length }) => length >= LEAST_LENGTH)
      .map((text) => folded(Buffer.from(text)));
  }

  async erase(): Promise<QuarantineTraces> {
    let removed = 0;
    const mentioning: string[] = [];
    for (const name of await this.#names()) {
      const file = join(this.#folder, name);
      const raw = await this.#read(file);
      if (raw === undefined) continue;
      if ((await findAddress(raw, this.#own)) !== undefined) {
        await rm(file, { force: true });
        removed += 1;
      } else if (this.#mentions(raw)) mentioning.push(name);
    }
    return { removed, mentioning };
  }

  /** None when nothing was ever put aside. */
  async #names(): Promise<string[]> {
    try {
      return (await readdir(this.#folder)).filter((name) => name.endsWith('.eml')).toSorted();
    } catch (error) {
      if (isMissingFile(error)) return [];
      throw error;
    }
  }

  /** Undefined when a running server has deleted it meanwhile, for a newer one. */
  async #read(file: string): Promise<Buffer | undefined> {
    try {
      return await readFile(file);
    } catch (error) {
      if (isMissingFile(error)) return undefined;
      throw error;
    }
  }

  #mentions(raw: Buffer): boolean {
    const text = folded(raw);
    return this.#needles.some((needle) => text.includes(needle));
  }
}

/** One character for each byte, whatever the case. */
function folded(bytes: Buffer): string {
  return bytes.toString('latin1').toLowerCase();
}
