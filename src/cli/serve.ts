import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { pino } from 'pino';
import { accountIn, folderOf, formatAccount } from '../accounts/account.ts';
import { type Flags, readSettings } from '../config/read-settings.ts';
import { unknownSettings } from '../config/unknown-settings.ts';
import { DEMO_ACCOUNT, type Demo, seedDemo } from '../demo/seed.ts';
import { DEMO_ADDRESS } from '../demo/sending.ts';
import { accountsWithoutSender } from '../senders/profiles.ts';
import { type Preparation, startServer } from '../server.ts';
import { listHeld } from '../storage/sending/held-sends.ts';
import { settingOption } from './setting-option.ts';

type Options = Flags & { demo?: boolean };

/** `chappe serve` */
export function registerServe(program: Command): void {
  program
    .command('serve')
    .description('Serve the API')
    .addOption(settingOption('data'))
    .addOption(settingOption('host'))
    .addOption(settingOption('port'))
    .option('--demo', 'Fill the data folder with a demo account first, once')
    .action(serve);
}

async function serve({ demo: withDemo, ...flags }: Options): Promise<void> {
  const settings = readSettings(process.env, flags);
  // The log goes to standard error: standard output is for people.
  const logger = pino({ level: settings.logLevel }, pino.destination({ dest: 2, sync: true }));
  for (const unknown of unknownSettings()) {
    const hint =
      unknown.meant === undefined ? 'docs/settings.md has them all' : `did you mean ${unknown.meant}?`;
    logger.warn(unknown, `${unknown.name} is no setting and changes nothing; ${hint}`);
  }
  let demo: Demo | undefined;
  let captured: string[] = [];
  let held: string[] = [];
  const prepare: Preparation = async (parts) => {
    if (withDemo) demo = await seedDemo(settings.data, parts);
    captured = (await accountsWithoutSender(parts.catalog.db)).map(formatAccount);
    held = listHeld(settings.data).map(({ account }) => formatAccount(accountIn(account)));
  };
  const server = await startServer(settings, logger, { prepare });
  // Before it is told that the server is there: whoever waited for that may stop it at once.
  const stop = firstOf(['SIGINT', 'SIGTERM']);
  // Who sends for the first time should not wonder where the messages are.
  if (captured.length > 0) {
    logger.warn(
      { accounts: captured },
      `accounts without a sender: their e-mail is kept as files in ${join(settings.data, 'captured')} and sent to nobody; see 'chappe sender add'`,
    );
  }
  if (held.length > 0)
    logger.warn(
      { accounts: held },
      "messages are held since a restore and leave for nobody; see 'chappe sends held'",
    );
  process.stdout.write(`Chappe is listening on ${server.url}\n`);
  if (demo !== undefined) process.stdout.write(describeDemo(demo, server.url));
  const signal = await stop;
  logger.info({ signal }, 'stopping');
  await server.close();
}

/** Waits for one of some signals. A second one, whichever, finds no handler any more and ends the process at once. */
function firstOf(names: readonly NodeJS.Signals[]): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const told = (signal: NodeJS.Signals) => {
      for (const name of names) process.off(name, told);
      resolve(signal);
    };
    for (const name of names) process.on(name, told);
  });
}

/** What the demo is asked to send. */
const EXECUTION = JSON.stringify({
  recipient: { type: 'unicity', value: [DEMO_ADDRESS] },
  data: { order: 'A-1042' },
});

/** What a newcomer can paste. The key itself is shown only when it was made just now. */
function describeDemo({ keyFile: file, newKey, action }: Demo, url: string): string {
  // The other terminal may be in another folder, and a folder may have a space in its name.
  const keyFile = resolve(file);
  const captured = join(dirname(keyFile), 'captured', folderOf(DEMO_ACCOUNT));
  const key = newKey ?? `$(cat '${keyFile}')`;
  const told =
    newKey === undefined
      ? `The demo account DEMO/028 is there from an earlier start; its key is in ${keyFile}.`
      : `The demo account DEMO/028 is ready. Its key, which is also in ${keyFile}:\n\n  ${newKey}`;
  return `
${told}

Try, in another terminal:

  curl -H "X-Key: ${key}" '${url}/actions/000PE4/events/bounces?sort=asc'
  curl -H "X-Key: ${key}" '${url}/actions/events/hits/unsubscribe?start=2026-06-15T09:00:00Z&end=2026-06-15T10:00:00Z'
  curl -H "X-Key: ${key}" -H 'Accept: application/x-ndjson' --compressed '${url}/actions/events?sort=desc' | wc -l

Send a message, which becomes a file in ${captured}, and see what became of it a second later:

  curl -H "X-Key: ${key}" -H 'Content-Type: application/vnd.np6.cm.email' '${url}/actions/${action}/execution' -d '${EXECUTION}'
  curl -H "X-Key: ${key}" '${url}/actions/${action}/events?sort=asc'

The reference of all operations is at ${url}/docs
`;
}
