import { join } from 'node:path';
import { folderOf, parseAccount } from '../../src/accounts/account.ts';
import { SqliteContactRecords } from '../../src/storage/contacts/contact-records.ts';
import { CONTACTS_FILE } from '../../src/storage/contacts/files.ts';
import { SqliteMemberRecords } from '../../src/storage/contacts/member-records.ts';
import { segmentRecords } from '../../src/storage/contacts/named-records.ts';
import { openForWriting } from '../../src/storage/contacts/open.ts';
import { STREAM } from '../data-file.ts';

/** The segment that all readers are in. */
export const READERS = 1;

/** Contacts that are in no segment: single messages go to them while a campaign leaves. */
export const SINGLES = 1_000;

const YEAR_MS = 365 * 86_400_000;
const FIRST_NAMES = ['Claire', 'Karim', 'Léa', 'Marie', 'Nour', 'Omar', 'Paul', 'Zoé'];

export const readerAddress = (number: number): string => `reader${number}@mail.example`;
export const singleAddress = (number: number): string => `single${number}@mail.example`;

/**
 * Puts contacts into the account of a data folder, by the records that changes work on, in one transaction: the rows
 * are those that so many requests would have made. What is left out is what they would have published.
 */
export function fillContacts(folder: string, readers: number): void {
  const account = join(folder, 'accounts', folderOf(parseAccount(STREAM.account)));
  const database = openForWriting(join(account, CONTACTS_FILE));
  try {
    const contacts = new SqliteContactRecords(database);
    const members = new SqliteMemberRecords(database);
    const created = STREAM.startMs;
    // Nothing is lost that could not be made again, and nothing is read before all of it is there.
    database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -524288; BEGIN');
    const segment = segmentRecords(database).insert({
      type: 'static',
      name: 'readers',
      description: null,
      creation: created,
      expiration: Date.now() + YEAR_MS,
      isTest: false,
    });
    if (segment.id !== READERS) throw new Error('the account had segments before');
    const add = (unicity: string, number: number) => {
      const values = { 1: unicity, 3: FIRST_NAMES[number % FIRST_NAMES.length] ?? '' };
      return contacts.insert({ unicity, created, updated: created, values });
    };
    for (let number = 0; number < SINGLES; number++) add(singleAddress(number), number);
    for (let number = 0; number < readers; number++)
      members.add(segment.id, add(readerAddress(number), number).id);
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}
