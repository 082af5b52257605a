import { text as readAll } from 'node:stream/consumers';
import type { Command } from 'commander';
import { parseAccount } from '../accounts/account.ts';
import { redactSenderUrl } from '../delivery/sender-url.ts';
import { addProfile, listProfiles, removeProfile, type SenderProfile } from '../senders/profiles.ts';
import { keepSecrets } from './keep-secrets.ts';
import { settingOption } from './setting-option.ts';
import { formatInstant, formatTable } from './table.ts';
import { withCatalog } from './with-catalog.ts';

type Options = { data?: string };

const ACCOUNT = ['<account>', 'AGENCY/CUSTOMER, such as DEMO/028'] as const;

/** `chappe sender …` */
export function registerSender(program: Command): void {
  const sender = program.command('sender').description('Say by what the messages of an account leave');
  sender
    .command('add')
    .description('Add a sender; the first one of an account is its default')
    .argument(...ACCOUNT)
    .argument('<name>', 'Name of the sender, unique in the account whatever its case')
    .argument(
      '<url>',
      'smtp://[user:password@]host[:port], smtps://…, mx: for direct delivery, capture: for files; ?rate=10&connections=5 limits it. - reads it from standard input, so that a password is in no list of processes',
    )
    .addOption(settingOption('data'))
    .action(add);
  sender
    .command('list')
    .description('List the senders of an account, without passwords')
    .argument(...ACCOUNT)
    .option('--json', 'Print JSON instead of a table')
    .addOption(settingOption('data'))
    .action(list);
  sender
    .command('remove')
    .description('Remove a sender; messages that wait for it leave by none other')
    .argument(...ACCOUNT)
    .argument('<name>', 'Name of the sender')
    .addOption(settingOption('data'))
    .action(remove);
}

async function add(text: string, name: string, given: string, options: Options): Promise<void> {
  const account = parseAccount(text);
  const url = given === '-' ? (await readAll(process.stdin)).trim() : given;
  const { added, first } = await withCatalog(options, { mustExist: true }, async ({ db }) => {
    const added = await addProfile(db, account, name, url);
    const [first] = await listProfiles(db, account);
    return { added, first };
  });
  keepSecrets(options);
  const role = first?.number === added.number ? 'the default of' : `number ${added.number} of`;
  process.stderr.write(`added sender ${name}, ${role} ${text}: ${redactSenderUrl(url)}\n`);
}

async function list(text: string, options: Options & { json?: boolean }): Promise<void> {
  const account = parseAccount(text);
  const profiles = await withCatalog(options, { mustExist: true }, ({ db }) => listProfiles(db, account));
  if (options.json) {
    process.stdout.write(`${JSON.stringify(profiles.map(forPrograms), null, 2)}\n`);
  } else if (profiles.length === 0) {
    process.stderr.write(
      `account ${text} has no sender: its messages are kept as files; add one with 'chappe sender add ${text} NAME URL'\n`,
    );
  } else {
    const rows = profiles.map(({ number, name, url, createdAt }, index) => [
      `${number}${index === 0 ? ' (default)' : ''}`,
      name,
      redactSenderUrl(url),
      formatInstant(createdAt),
    ]);
    process.stdout.write(formatTable([['NUMBER', 'NAME', 'URL', 'CREATED'], ...rows]));
  }
}

async function remove(text: string, name: string, options: Options): Promise<void> {
  const account = parseAccount(text);
  const left = await withCatalog(options, { mustExist: true }, async ({ db }) => {
    await removeProfile(db, account, name);
    return listProfiles(db, account);
  });
  const [first] = left;
  const next =
    first === undefined ? 'it has none now: its messages are kept as files' : `its default is ${first.name}`;
  process.stderr.write(`removed sender ${name} of ${text}; ${next}\n`);
}

function forPrograms({ number, name, url, createdAt }: SenderProfile, index: number) {
  return {
    number,
    name,
    url: redactSenderUrl(url),
    default: index === 0,
    createdAt: new Date(createdAt).toISOString(),
  };
}
