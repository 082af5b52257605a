import { chmodSync, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CATALOG_FILE } from './check-catalog.ts';

/** What other users could do with a file. */
const OTHERS = 0o077;

/** Takes the catalog and its side files from all other users; names those that they could read before. */
export function keepCatalogPrivate(folder: string): string[] {
  return ['', '-wal', '-shm']
    .map((suffix) => join(folder, `${CATALOG_FILE}${suffix}`))
    .filter((file) => {
      if (!existsSync(file)) return false;
      const { mode } = statSync(file);
      if ((mode & OTHERS) === 0) return false;
      chmodSync(file, mode & 0o700);
      return true;
    });
}
