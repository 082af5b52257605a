import { join } from 'node:path';
import type { Settings } from './config/settings.ts';
import type { ContactBooks } from './contacts/book.ts';
import { type SqliteBooksOptions, SqliteContactBooks } from './storage/contacts/contact-books.ts';

/** The contacts of a data folder. The one place that knows which adapter stands behind the port. */
export function openBooks(
  { data, phoneCountry }: Pick<Settings, 'data' | 'phoneCountry'>,
  options: Omit<SqliteBooksOptions, 'country'>,
): ContactBooks {
  return new SqliteContactBooks(join(data, 'accounts'), { ...options, country: phoneCountry });
}
