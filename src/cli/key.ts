import { type Command, InvalidArgumentError } from 'commander';
import { parseAccount } from '../accounts/account.ts';
import { createKey, type ListedKey, listKeys, revokeKey } from '../accounts/keys.ts';
import { DEFAULT_PERMISSIONS, PERMISSIONS } from '../accounts/permissions.ts';
import { settingOption } from './setting-option.ts';
import { formatInstant, formatTable } from './table.ts';
import { withCatalog } from './with-catalog.ts';

type Options = { data?: string };

const ACCOUNT = ['<account>', 'AGENCY/CUSTOMER, such as DEMO/028'] as const;

/** `chappe key …` */
export function registerKey(program: Command): void {
  const key = program.command('key').description('Create, list and revoke API keys');
  key
    .command('create')
    .description('Create an API key and print it, alone, on standard output; it is never shown again')
    .argument(...ACCOUNT)
    .option('--name <name>', 'Name of the key, unique in the account (default: default, default-2, …)')
    .option(
      '--permissions <list>',
      `What the key may do, joined by commas (default: ${DEFAULT_PERMISSIONS}): ${Object.keys(PERMISSIONS).join(', ')}`,
      splitList,
    )
    .option(
      '--rate-limit <number>',
      'Requests per minute, 0 for no limit (default: that of the server)',
      wholeNumber,
    )
    .addOption(settingOption('data'))
    .action(create);
  key
    .command('list')
    .description('List the keys of an account: what they may do, and when they were last used')
    .argument(...ACCOUNT)
    .option('--json', 'Print JSON instead of a table')
    .addOption(settingOption('data'))
    .action(list);
  key
    .command('revoke')
    .description('Revoke a key: from now on, also on a running server, it opens nothing')
    .argument(...ACCOUNT)
    .argument('<name>', 'Name of the key')
    .addOption(settingOption('data'))
    .action(revoke);
}

async function create(
  text: string,
  options: Options & { name?: string; permissions?: string[]; rateLimit?: number },
): Promise<void> {
  const account = parseAccount(text);
  const { data, ...wish } = options;
  const made = await withCatalog({ data }, { mustExist: true }, ({ db }) => createKey(db, account, wish));
  process.stdout.write(`${made.key}\n`);
  process.stderr.write(
    `created key ${made.name} of ${text} (${made.permissions.join(', ')}); keep it safe, it is not shown again; send it as the header X-Key\n`,
  );
}

async function list(text: string, options: Options & { json?: boolean }): Promise<void> {
  const account = parseAccount(text);
  const keys = await withCatalog(options, { mustExist: true }, ({ db }) => listKeys(db, account));
  if (options.json) {
    process.stdout.write(`${JSON.stringify(keys.map(forPrograms), null, 2)}\n`);
  } else if (keys.length === 0) {
    process.stderr.write(`account ${text} has no key; make one with 'chappe key create ${text}'\n`);
  } else {
    const titles = ['NAME', 'PERMISSIONS', 'CREATED', 'LAST USED', 'RATE LIMIT'];
    process.stdout.write(formatTable([titles, ...keys.map(forPeople)]));
  }
}

async function revoke(text: string, name: string, options: Options): Promise<void> {
  const account = parseAccount(text);
  await withCatalog(options, { mustExist: true }, ({ db }) => revokeKey(db, account, name));
  process.stderr.write(`revoked key ${name} of ${text}\n`);
}

function forPrograms(key: ListedKey) {
  const { name, permissions, createdAt, lastUsedAt, rateLimit } = key;
  return {
    name,
    permissions,
    createdAt: new Date(createdAt).toISOString(),
    lastUsedAt: lastUsedAt === undefined ? null : new Date(lastUsedAt).toISOString(),
    rateLimit: rateLimit ?? null,
  };
}

function forPeople(key: ListedKey): string[] {
  const { name, permissions, createdAt, lastUsedAt, rateLimit } = key;
  return [
    name,
    permissions.join(','),
    formatInstant(createdAt),
    lastUsedAt === undefined ? 'never' : formatInstant(lastUsedAt),
    rateLimit === undefined ? 'default' : rateLimit === 0 ? 'none' : `${rateLimit}/min`,
  ];
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Give a whole number, or 0 for no limit.');
  return Number(text);
}
