import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { formatAccount, parseAccount } from '../accounts/account.ts';
import type { Canary, Finding, PartState } from '../canary/canary.ts';
import { askCanary, findCanary, listPartStates, listSchedules, stopCanary } from '../canary/canary-book.ts';
import { CANARY_PARTS, isAmiss } from '../canary/canary-parts.ts';
import { formatEvery, parseEvery, parsePatience } from '../canary/canary-time.ts';
import { CanaryAddressInvalid, CanaryAmiss, CanaryUnanswered, NoServer } from '../canary/errors.ts';
import { readSetting } from '../config/read-settings.ts';
import { readAddress } from '../mail/address.ts';
import { MailRefused } from '../mail/mail-refused.ts';
import type { Catalog } from '../storage/catalog.ts';
import { FolderInUse, lockFolder } from '../storage/folder-lock.ts';
import { settingOption } from './setting-option.ts';
import { formatInstant, formatTable } from './table.ts';
import { withCatalog } from './with-catalog.ts';

type Options = { data?: string; timeout: string; json?: boolean };

const ACCOUNT = ['<account>', 'AGENCY/CUSTOMER, such as DEMO/028'] as const;
const ADDRESS = ['<address>', 'Who gets the message: a mailbox of yours that takes it'] as const;
const TIMEOUT = ['--timeout <seconds>', 'How long each part of the path may take', '60'] as const;

/** How often it is looked what the server has found, in milliseconds. */
const LOOK_EVERY = 100;

/** How long the server may take to begin, and beyond its parts in all, in milliseconds. */
const UNTIL_BEGUN = 20_000;

/** `chappe canary …` */
export function registerCanary(program: Command): void {
  const canary = program
    .command('canary')
    .description(
      'Send a message through the real path of a running server, and look whether all of it comes back',
    )
    // The options of the subcommands are theirs, though they have the same names.
    .enablePositionalOptions()
    .argument(...ACCOUNT)
    .argument(...ADDRESS)
    .option(...TIMEOUT)
    .option('--json', 'Print JSON instead of lines')
    .addOption(settingOption('data'))
    .action(send);
  canary
    .command('schedule')
    .description('Have the server do so again and again; /health and the metrics tell of it')
    .argument(...ACCOUNT)
    .argument(...ADDRESS)
    .requiredOption('--every <time>', 'Such as 15m, 1h or 1d')
    .option(...TIMEOUT)
    .addOption(settingOption('data'))
    .action(schedule);
  canary
    .command('show')
    .description('List the schedules, and how each part of the path was found last')
    .option('--json', 'Print JSON instead of a table')
    .addOption(settingOption('data'))
    .action(show);
  canary
    .command('stop')
    .description('End the schedule of an account, and forget what it found')
    .argument(...ACCOUNT)
    .addOption(settingOption('data'))
    .action(stop);
}

async function send(text: string, address: string, options: Options): Promise<void> {
  const account = parseAccount(text);
  const wish = { address: addressOf(address), patience: parsePatience(options.timeout) };
  const findings = await withCatalog(options, { mustExist: true }, async (catalog) => {
    requireServer(readSetting('data', process.env, options));
    const id = await askCanary(catalog.db, account, wish, Date.now());
    return follow(catalog, id, wish.patience, options.json ? () => undefined : print);
  });
  if (options.json) process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
  const amiss = findings.filter(isAmiss);
  if (amiss.length > 0) throw new CanaryAmiss(text, amiss);
}

async function schedule(text: string, address: string, options: Options & { every: string }): Promise<void> {
  const account = parseAccount(text);
  const every = parseEvery(options.every);
  const wish = { address: addressOf(address), patience: parsePatience(options.timeout), every };
  await withCatalog(options, { mustExist: true }, ({ db }) => askCanary(db, account, wish, Date.now()));
  process.stderr.write(
    `a canary of ${text} goes to ${wish.address} every ${formatEvery(every)} from now on, as long as a server runs\n`,
  );
}

async function show(options: Pick<Options, 'data' | 'json'>): Promise<void> {
  const { schedules, states } = await withCatalog(options, { mustExist: true }, async ({ db }) => ({
    schedules: await listSchedules(db),
    states: await listPartStates(db),
  }));
  const all = schedules.map((canary) => ({ canary, parts: partsOf(canary, states) }));
  if (options.json) {
    process.stdout.write(`${JSON.stringify(all.map(forPrograms), null, 2)}\n`);
  } else if (all.length === 0) {
    process.stderr.write(
      "no canary is scheduled; schedule one with 'chappe canary schedule DEMO/028 canary@example.com --every 1h'\n",
    );
  } else {
    process.stdout.write(
      formatTable([['ACCOUNT', 'EVERY', 'PART', 'STATE', 'SINCE', ''], ...all.flatMap(forPeople)]),
    );
  }
}

async function stop(text: string, options: Pick<Options, 'data'>): Promise<void> {
  const account = parseAccount(text);
  await withCatalog(options, { mustExist: true }, ({ db }) => stopCanary(db, account));
  process.stderr.write(`no canary of ${text} is sent any more\n`);
}

/** Follows a run to its end, telling each finding once. @throws CanaryUnanswered */
async function follow(
  { db }: Catalog,
  id: string,
  patience: number,
  tell: (finding: Finding) => void,
): Promise<readonly Finding[]> {
  const asked = Date.now();
  let told = 0;
  for (;;) {
    const canary = await findCanary(db, id);
    if (canary === undefined)
      throw new CanaryUnanswered('the server stopped before the canary was back; run the same command again');
    for (const finding of canary.findings.slice(told)) tell(finding);
    told = canary.findings.length;
    if (canary.endedAt !== undefined) return canary.findings;
    const patient = UNTIL_BEGUN + (canary.begunAt === undefined ? 0 : CANARY_PARTS.length * patience);
    if (Date.now() - asked > patient)
      throw new CanaryUnanswered(
        'the server does not carry the canary out; see its log, and whether it is of this version (chappe_info)',
      );
    await pause(LOOK_EVERY);
  }
}

/** A server alone can send: it has the lock of the folder. @throws NoServer */
function requireServer(folder: string): void {
  try {
    lockFolder(folder).release();
  } catch (error) {
    if (error instanceof FolderInUse) return;
    throw error;
  }
  throw new NoServer(folder);
}

/** @throws CanaryAddressInvalid */
function addressOf(text: string): string {
  try {
    return readAddress('address', text);
  } catch (error) {
    if (error instanceof MailRefused) throw new CanaryAddressInvalid(text);
    throw error;
  }
}

function print({ part, state, seconds, reason = '' }: Finding): void {
  const time = seconds === undefined ? '' : `${seconds.toFixed(2)} s`;
  process.stdout.write(
    `${part.padEnd(12)} ${state.padEnd(11)} ${time.padStart(8)}  ${reason}`.trimEnd().concat('\n'),
  );
}

function partsOf({ account }: Canary, states: readonly PartState[]): PartState[] {
  const own = states.filter((state) => formatAccount(state.account) === formatAccount(account));
  return CANARY_PARTS.flatMap((name) => own.filter(({ part }) => part === name));
}

type Shown = { canary: Canary; parts: readonly PartState[] };

function forPeople({ canary: { account, every = 0 }, parts }: Shown): string[][] {
  const head = [formatAccount(account), formatEvery(every)];
  if (parts.length === 0) return [[...head, '-', 'not run yet', '-', '']];
  return parts.map(({ part, state, since, reason = '' }) => [
    ...head,
    part,
    state,
    formatInstant(since),
    reason,
  ]);
}

function forPrograms({ canary, parts }: Shown) {
  const { account, address, every = 0, patience, dueAt, begunAt, endedAt } = canary;
  const instant = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
  return {
    account: formatAccount(account),
    address,
    everySeconds: every / 1000,
    timeoutSeconds: patience / 1000,
    begunAt: instant(begunAt),
    endedAt: instant(endedAt),
    dueAt: instant(dueAt),
    parts: parts.map(({ part, state, seconds = null, reason = null, since, checkedAt }) => ({
      part,
      state,
      since: instant(since),
      checkedAt: instant(checkedAt),
      seconds,
      reason,
    })),
  };
}
