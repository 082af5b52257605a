import type { Command } from 'commander';
import { parseAccount } from '../accounts/account.ts';
import { parseRetention, type Retention, retentionOf, setRetention } from '../accounts/retention.ts';
import { settingOption } from './setting-option.ts';
import { withCatalog } from './with-catalog.ts';

/** `chappe account retention` */
export function registerAccountRetention(account: Command): void {
  account
    .command('retention')
    .description('Show or set how long an account keeps its events; a running server deletes older ones')
    .argument('<account>', 'AGENCY/CUSTOMER, such as DEMO/028')
    .argument('[days]', "A number of days, 'forever', or 'default' for what CHAPPE_RETENTION_DAYS says")
    .addOption(settingOption('data'))
    .action(retention);
}

async function retention(text: string, wish: string | undefined, options: { data?: string }): Promise<void> {
  const name = parseAccount(text);
  const wanted = wish === undefined ? undefined : parseRetention(wish);
  const kept = await withCatalog(options, { mustExist: true }, async ({ db }) => {
    if (wanted !== undefined) await setRetention(db, name, wanted);
    return retentionOf(db, name);
  });
  process.stdout.write(`${text} keeps events ${describe(kept)}\n`);
}

function describe(retention: Retention): string {
  switch (retention) {
    case 'forever':
      return 'forever';
    case 'default':
      return 'as long as CHAPPE_RETENTION_DAYS of the server says';
    default:
      return retention === 1 ? 'for 1 day' : `for ${retention} days`;
  }
}
