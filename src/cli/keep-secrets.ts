import type { Flags } from '../config/read-settings.ts';
import { readSetting } from '../config/read-settings.ts';
import { keepCatalogPrivate } from '../storage/keep-private.ts';

/** After a secret was stored: nobody but this user may read it, whatever was done to the files before. */
export function keepSecrets(flags: Pick<Flags, 'data'>): void {
  for (const file of keepCatalogPrivate(readSetting('data', process.env, flags)))
    process.stderr.write(`${file} could be read by other users; it cannot any more, as it holds secrets\n`);
}
