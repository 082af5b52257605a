import type { Command } from 'commander';
import { folderOf, parseAccount } from '../accounts/account.ts';
import { requireAccount } from '../accounts/accounts.ts';
import { readSettings } from '../config/read-settings.ts';
import { openRewriter } from '../logs.ts';
import { parseInstant } from '../time/instant.ts';
import { confirm } from './confirm.ts';
import { WrongUsage } from './failure.ts';
import { Progress } from './progress.ts';
import { settingOption } from './setting-option.ts';
import { withCatalog } from './with-catalog.ts';

type Options = { data?: string; before: string; yes?: boolean };

/** `chappe events purge` */
export function registerEventsPurge(events: Command): void {
  events
    .command('purge')
    .description(
      'Delete the events from before an instant and give their space back, also while a server runs',
    )
    .argument('<account>', 'AGENCY/CUSTOMER, such as DEMO/028')
    .requiredOption('--before <instant>', 'Date, date-time or milliseconds since 1970; without an offset UTC')
    .option('--yes', 'Do not ask; needed where there is no terminal')
    .addOption(settingOption('data'))
    .action(purge);
}

async function purge(text: string, options: Options): Promise<void> {
  const settings = readSettings(process.env, options);
  const account = parseAccount(text);
  const before = parseInstant(options.before);
  if (before === undefined) {
    throw new WrongUsage(
      `--before is '${options.before}', which is no instant; write it as 2026-01-31, 2026-01-31T12:00:00Z, or milliseconds since 1970`,
    );
  }
  const instant = new Date(before).toISOString();
  await withCatalog(options, { mustExist: true }, ({ db }) => requireAccount(db, account));
  const rewriter = openRewriter(settings);
  const folder = folderOf(account);
  const progress = new Progress('events');
  try {
    await confirm(options.yes, async () => {
      const count = await rewriter.countBefore(folder, before);
      return `Delete ${count} events of ${text} from before ${instant}? They cannot be brought back.`;
    });
    const count = await rewriter.purge(folder, before, (events) => progress.update(events));
    progress.finish();
    process.stdout.write(`${count} events of ${text} from before ${instant} were deleted\n`);
  } finally {
    progress.finish();
    await rewriter.close();
  }
}
