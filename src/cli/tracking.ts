import { text as readAll } from 'node:stream/consumers';
import type { Command } from 'commander';
import { parseAccount } from '../accounts/account.ts';
import {
  type ListedSigningKey,
  listSigningKeys,
  parseKeyNumber,
  retireSigningKey,
  rotateSigningKey,
} from '../tracking/account-signing-keys.ts';
import { setOlderSecret } from '../tracking/older-secret.ts';
import { keepSecrets } from './keep-secrets.ts';
import { settingOption } from './setting-option.ts';
import { formatInstant, formatTable } from './table.ts';
import { withCatalog } from './with-catalog.ts';

type Options = { data?: string };

const ACCOUNT = ['<account>', 'AGENCY/CUSTOMER, such as DEMO/028'] as const;

/** `chappe tracking …` */
export function registerTracking(program: Command): void {
  const tracking = program
    .command('tracking')
    .description('Manage the keys by which links in messages, and return paths, are signed');
  tracking
    .command('rotate')
    .description('Give an account a new signing key; what the older ones have signed stays good')
    .argument(...ACCOUNT)
    .addOption(settingOption('data'))
    .action(rotate);
  tracking
    .command('keys')
    .description('List the signing keys of an account, without their secrets')
    .argument(...ACCOUNT)
    .option('--json', 'Print JSON instead of a table')
    .addOption(settingOption('data'))
    .action(list);
  tracking
    .command('retire')
    .description('Forget an older signing key: the links of messages that it signed lead nowhere any more')
    .argument(...ACCOUNT)
    .argument('<number>', "Number of the key, as 'chappe tracking keys' shows it")
    .addOption(settingOption('data'))
    .action(retire);
  tracking
    .command('legacy-secret')
    .description('Let links lead on that an account wrote for NP6 itself, by the secret that NP6 gave it')
    .argument(...ACCOUNT)
    .argument(
      '[secret]',
      '- reads it from standard input, so that it is in no list of processes; none forgets it',
    )
    .addOption(settingOption('data'))
    .action(setSecret);
}

async function rotate(text: string, options: Options): Promise<void> {
  const account = parseAccount(text);
  const number = await withCatalog(options, { mustExist: true }, ({ db }) => rotateSigningKey(db, account));
  process.stderr.write(
    `made signing key ${number} of ${text}, which signs from now on; links of older keys stay good\n`,
  );
}

async function list(text: string, options: Options & { json?: boolean }): Promise<void> {
  const account = parseAccount(text);
  const keys = await withCatalog(options, { mustExist: true }, ({ db }) => listSigningKeys(db, account));
  if (options.json) process.stdout.write(`${JSON.stringify(keys.map(forPrograms), null, 2)}\n`);
  else process.stdout.write(formatTable([['NUMBER', 'CREATED', 'RETIRED'], ...keys.map(forPeople)]));
}

async function retire(text: string, number: string, options: Options): Promise<void> {
  const account = parseAccount(text);
  const retired = parseKeyNumber(number);
  await withCatalog(options, { mustExist: true }, ({ db }) => retireSigningKey(db, account, retired));
  process.stderr.write(
    `retired signing key ${number} of ${text}; what it has signed is refused from now on\n`,
  );
}

async function setSecret(text: string, given: string | undefined, options: Options): Promise<void> {
  const account = parseAccount(text);
  const secret = given === '-' ? (await readAll(process.stdin)).replace(/\r?\n$/, '') : given;
  await withCatalog(options, { mustExist: true }, ({ db }) => setOlderSecret(db, account, secret));
  keepSecrets(options);
  process.stderr.write(
    secret === undefined
      ? `forgot the secret for older links of ${text}: they are refused from now on\n`
      : `older links of ${text} that are signed with the secret lead on from now on\n`,
  );
}

function forPrograms({ number, createdAt, retiredAt }: ListedSigningKey) {
  return {
    number,
    createdAt: new Date(createdAt).toISOString(),
    retiredAt: retiredAt === undefined ? null : new Date(retiredAt).toISOString(),
  };
}

function forPeople({ number, createdAt, retiredAt }: ListedSigningKey): string[] {
  const retired = retiredAt === undefined ? '-' : formatInstant(retiredAt);
  return [String(number), formatInstant(createdAt), retired];
}
