import type { Command } from 'commander';
import { formatAccount, parseAccount } from '../accounts/account.ts';
import { createAccount, listAccounts } from '../accounts/accounts.ts';
import { registerAccountRetention } from './account-retention.ts';
import { settingOption } from './setting-option.ts';
import { formatInstant, formatTable } from './table.ts';
import { withCatalog } from './with-catalog.ts';

type Options = { data?: string };

/** `chappe account …` */
export function registerAccount(program: Command): void {
  const account = program
    .command('account')
    .description('Create and list accounts, and set how long they keep events');
  account
    .command('create')
    .description('Create an account')
    .argument('<account>', 'AGENCY/CUSTOMER, such as DEMO/028')
    .addOption(settingOption('data'))
    .action(create);
  account
    .command('list')
    .description('List all accounts')
    .option('--json', 'Print JSON instead of a table')
    .addOption(settingOption('data'))
    .action(list);
  registerAccountRetention(account);
}

async function create(text: string, options: Options): Promise<void> {
  const name = parseAccount(text);
  await withCatalog(options, { mustExist: false }, ({ db }) => createAccount(db, name));
  process.stderr.write(`created account ${text}; make a key for it with 'chappe key create ${text}'\n`);
}

async function list(options: Options & { json?: boolean }): Promise<void> {
  const accounts = await withCatalog(options, { mustExist: true }, ({ db }) => listAccounts(db));
  if (options.json) {
    const shown = accounts.map(({ name, createdAt }) => ({
      name: formatAccount(name),
      createdAt: new Date(createdAt).toISOString(),
    }));
    process.stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
  } else if (accounts.length === 0) {
    process.stderr.write(
      "there is no account yet; create one with 'chappe account create AGENCY/CUSTOMER'\n",
    );
  } else {
    const rows = accounts.map(({ name, createdAt }) => [formatAccount(name), formatInstant(createdAt)]);
    process.stdout.write(formatTable([['ACCOUNT', 'CREATED'], ...rows]));
  }
}
