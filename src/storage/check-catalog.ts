import { join } from 'node:path';
import { checkDatabase, type DatabaseFinding } from './check-database.ts';
import { MIGRATIONS } from './migrations.ts';
import { APPLICATION_ID } from './upgrade.ts';

/** The name of the catalog in a data folder. */
export const CATALOG_FILE = 'catalog.db';

/** Looks for what is wrong with the catalog of a data folder, without writing and beside a running server. */
export function checkCatalog(folder: string): DatabaseFinding[] {
  return checkDatabase(join(folder, CATALOG_FILE), {
    name: 'catalog',
    applicationId: APPLICATION_ID,
    latest: Object.keys(MIGRATIONS).length,
  });
}
