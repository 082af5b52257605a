import type { Command } from 'commander';
import { folderOf, parseAccount } from '../accounts/account.ts';
import { requireAccount } from '../accounts/accounts.ts';
import { readSetting } from '../config/read-settings.ts';
import { placeOfLog } from '../events/log-files.ts';
import { openUpkeep } from '../logs.ts';
import { lockFolder } from '../storage/folder-lock.ts';
import { confirm } from './confirm.ts';
import { WrongUsage } from './failure.ts';
import { settingOption } from './setting-option.ts';
import { withCatalog } from './with-catalog.ts';

type Options = { data?: string; above?: string; yes?: boolean };

/** The log is as far as it is known to have been. */
class NothingLost extends Error {
  override readonly name = 'NothingLost';
}

/** `chappe events accept-loss` */
export function registerAcceptLoss(events: Command): void {
  events
    .command('accept-loss')
    .description(
      'Go on with a log that lost events, at positions above those that it had; the server must be stopped',
    )
    .argument('<account>', 'AGENCY/CUSTOMER, such as DEMO/028')
    .option(
      '--above <position>',
      'A position that a reader has seen, if it is higher than what is known here',
    )
    .option('--yes', 'Do not ask; needed where there is no terminal')
    .addOption(settingOption('data'))
    .action(acceptLoss);
}

async function acceptLoss(text: string, options: Options): Promise<void> {
  const data = readSetting('data', process.env, options);
  const account = parseAccount(text);
  const above = positionIn(options.above);
  const floor = await withCatalog(options, { mustExist: true }, async (catalog) => {
    await requireAccount(catalog.db, account);
    return catalog.floorOf(account);
  });
  // A server may have a file open that was taken away, and be publishing into it.
  const lock = lockFolder(data);
  try {
    const upkeep = openUpkeep({ data });
    const log = placeOfLog(folderOf(account));
    const end = upkeep.countsOf(log)?.head ?? 0;
    const position = Math.max(floor, above);
    if (end >= position) {
      throw new NothingLost(
        `the log of ${text} is at position ${end} and is not known to have been further; if readers have seen a higher one, name it with --above`,
      );
    }
    await confirm(
      options.yes,
      async () =>
        `Go on with the log of ${text}, which ends at position ${end}, above position ${position}? What it lacks is lost then.`,
    );
    upkeep.goOnAbove(log, position);
    process.stderr.write(`the log of ${text} goes on above position ${position}\n`);
  } finally {
    lock.release();
  }
}

function positionIn(text = '0'): number {
  // A number of more digits may not be exact.
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new WrongUsage(`--above is '${text}', which is no position; write it in digits, 15 at most`);
}
