import { type Flags, readSetting } from '../config/read-settings.ts';
import { type Catalog, openCatalog } from '../storage/catalog.ts';

/**
 * Opens the catalog of the data folder that the command names, and closes it whatever happens.
 *
 * @param options.mustExist refuses a folder without a catalog, which is more often a slip than a wish.
 */
export async function withCatalog<T>(
  flags: Pick<Flags, 'data'>,
  options: { mustExist: boolean },
  use: (catalog: Catalog) => Promise<T>,
): Promise<T> {
  const catalog = await openCatalog(readSetting('data', process.env, flags), options);
  try {
    return await use(catalog);
  } finally {
    await catalog.close();
  }
}
