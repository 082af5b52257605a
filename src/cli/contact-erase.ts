import type { Command } from 'commander';
import { folderOf, parseAccount } from '../accounts/account.ts';
import { requireAccount } from '../accounts/accounts.ts';
import { readSettings } from '../config/read-settings.ts';
import { eraseTraces, isEmpty } from '../contact-traces.ts';
import type { ContactName } from '../events/rewriting.ts';
import { openRewriter } from '../logs.ts';
import { confirm } from './confirm.ts';
import { WrongUsage } from './failure.ts';
import { Progress } from './progress.ts';
import { settingOption } from './setting-option.ts';
import { withCatalog } from './with-catalog.ts';

type Names = { id?: string; unicity?: string; hash?: string };
type Options = Names & { data?: string; yes?: boolean };

/** No event names the contact. */
class UnknownContact extends Error {
  override readonly name = 'UnknownContact';
}

/** The events are changed, and what they were is still somewhere in the files. */
class TracesLeft extends Error {
  override readonly name = 'TracesLeft';
  constructor(account: string) {
    super(
      `no event of ${account} names the contact any more, but its file still has traces of it, because another program such as a backup read an old state all the time; let it finish, then run the same command again`,
    );
  }
}

/** `chappe contact erase` */
export function registerContactErase(contact: Command): void {
  contact
    .command('erase')
    .description(
      'Replace all that tells who a contact is in its events, keep their number and order, and print a receipt',
    )
    .argument('<account>', 'AGENCY/CUSTOMER, such as DEMO/028')
    .option('--id <id>', 'The contact by its id')
    .option('--unicity <text>', 'The contact by the value of its unicity field, such as an address')
    .option('--hash <md5>', 'The contact by the MD5 of its unicity')
    .option('--yes', 'Do not ask; needed where there is no terminal')
    .addOption(settingOption('data'))
    .action(erase);
}

async function erase(text: string, options: Options): Promise<void> {
  const settings = readSettings(process.env, options);
  const account = parseAccount(text);
  const contact = contactFrom(options);
  await withCatalog(options, { mustExist: true }, ({ db }) => requireAccount(db, account));
  const rewriter = openRewriter(settings);
  const folder = folderOf(account);
  const progress = new Progress('events');
  try {
    const naming = await rewriter.look(folder, contact);
    await confirm(options.yes, async () => {
      return `Erase the contact from its ${naming.events} events of ${text}? This cannot be undone.`;
    });
    const when = new Date().toISOString();
    // Before the events: whoever is killed in between still finds the names by them.
    const found = await withCatalog(options, { mustExist: true }, (catalog) =>
      eraseTraces({ data: settings.data, catalog, account, naming }),
    );
    const { pseudonym, events, sha256, traces } = await rewriter.erase(folder, contact, (count) =>
      progress.update(count),
    );
    progress.finish();
    if (Object.keys(events).length === 0 && isEmpty(found) && !traces) {
      throw new UnknownContact(
        `no event of ${text} names this contact; check how it is written, unless an erasure that was broken off has just been completed`,
      );
    }
    const receipt = { account: text, when, pseudonym, events, sha256, ...found };
    process.stdout.write(`${JSON.stringify(receipt, null, 2)}\n`);
    if (traces) throw new TracesLeft(text);
  } finally {
    progress.finish();
    await rewriter.close();
  }
}

function contactFrom({ id, unicity, hash }: Names): ContactName {
  const given = [id, unicity, hash].filter((name) => name !== undefined);
  if (given.length !== 1 || given[0] === '')
    throw new WrongUsage('name the contact by exactly one of --id, --unicity and --hash');
  if (id !== undefined) return { by: 'id', id };
  if (unicity !== undefined) return { by: 'unicity', unicity };
  if (hash === undefined || !/^[0-9a-f]{32}$/i.test(hash))
    throw new WrongUsage('--hash must be an MD5: 32 hexadecimal digits');
  return { by: 'hash', hash: hash.toLowerCase() };
}
