import type { Command } from 'commander';
import { accountIn, folderOf, formatAccount, parseAccount } from '../accounts/account.ts';
import { readSetting } from '../config/read-settings.ts';
import { eventsOfDropping } from '../sending/dropping.ts';
import { lockFolder } from '../storage/folder-lock.ts';
import { dropHeld, type HeldSends, listHeld, releaseHeld } from '../storage/sending/held-sends.ts';
import { confirm } from './confirm.ts';
import { settingOption } from './setting-option.ts';
import { formatTable } from './table.ts';

type Options = { data?: string; yes?: boolean; json?: boolean };

/** Nothing of the account is held. */
class NothingHeld extends Error {
  override readonly name = 'NothingHeld';
}

/** `chappe sends …` */
export function registerSends(program: Command): void {
  const sends = program
    .command('sends')
    .description('Decide what becomes of messages that waited to be sent when a backup was made');
  sends
    .command('held')
    .description('List the accounts whose messages are held since a restore')
    .option('--json', 'Print JSON instead of a table')
    .addOption(settingOption('data'))
    .action(held);
  for (const [name, does, action] of [
    ['release', 'Let them leave at the next start, those too that left after the backup', release],
    ['drop', 'Cancel them, with an event for each', drop],
  ] as const) {
    sends
      .command(name)
      .description(`${does}; the server must be stopped`)
      .argument('<account>', 'AGENCY/CUSTOMER, such as DEMO/028')
      .option('--yes', 'Do not ask; needed where there is no terminal')
      .addOption(settingOption('data'))
      .action(action);
  }
}

function held(options: Options): void {
  const all = listHeld(readSetting('data', process.env, options));
  const rows = all.map(({ account, orders }) => ({ account: formatAccount(accountIn(account)), orders }));
  if (options.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  else if (rows.length === 0) process.stderr.write('no messages are held\n');
  else {
    const lines = rows.map(({ account, orders }) => [account, String(orders)]);
    process.stdout.write(formatTable([['ACCOUNT', 'ORDERS'], ...lines]));
  }
}

async function release(text: string, options: Options): Promise<void> {
  const orders = await decide(text, options, 'Send', (data, account) =>
    releaseHeld(data, account, Date.now()),
  );
  process.stderr.write(`released ${orders}; they leave when the server is started\n`);
}

async function drop(text: string, options: Options): Promise<void> {
  const orders = await decide(text, options, 'Cancel', (data, account) => {
    dropHeld(data, account, (order) => eventsOfDropping(order, Date.now()));
    releaseHeld(data, account, Date.now());
  });
  process.stderr.write(`dropped ${orders}; their cancellations are published when the server is started\n`);
}

/** Gives what it was about, in words. */
async function decide(
  text: string,
  options: Options,
  verb: string,
  carryOut: (data: string, account: string) => void,
): Promise<string> {
  const data = readSetting('data', process.env, options);
  const account = folderOf(parseAccount(text));
  const lock = lockFolder(data);
  try {
    const found = listHeld(data).find((each) => each.account === account);
    if (found === undefined) throw new NothingHeld(`no messages of ${text} are held`);
    const what = inWords(found);
    await confirm(options.yes, async () => `${verb} ${what} of ${text}? This cannot be undone.`);
    carryOut(data, account);
    return what;
  } finally {
    lock.release();
  }
}

function inWords({ orders }: HeldSends): string {
  return orders === 1 ? '1 order' : `${orders} orders`;
}
