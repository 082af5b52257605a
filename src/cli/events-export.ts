import { createWriteStream, rmSync } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, createZstdCompress } from 'node:zlib';
import { type Command, Option } from 'commander';
import { folderOf, parseAccount } from '../accounts/account.ts';
import { requireAccount } from '../accounts/accounts.ts';
import { readSettings } from '../config/read-settings.ts';
import { FEEDS, type Feed } from '../events/feeds.ts';
import type { EventLog, Framing, Query } from '../events/log.ts';
import { readFeedQuery } from '../http/parameters.ts';
import { Problem } from '../http/problem.ts';
import { queryOf } from '../http/query-string.ts';
import { openLogs } from '../logs.ts';
import { WrongUsage } from './failure.ts';
import { FileUnusable } from './file-unusable.ts';
import { onInterruption } from './interruption.ts';
import { Progress } from './progress.ts';
import { settingOption } from './setting-option.ts';
import { withCatalog } from './with-catalog.ts';

/** Options that are parameters of the feed. */
const PARAMETERS = ['start', 'end', 'sort', 'after', 'classification'] as const;

type Options = { [name in (typeof PARAMETERS)[number]]?: string } & {
  data?: string;
  format: 'json' | 'ndjson';
  out?: string;
};

// One event a line in both: readable, and the lines can be counted without looking into the events.
const FRAMINGS: Record<Options['format'], Framing> = {
  json: { open: '[\n', between: ',\n', close: '\n]\n', closeEmpty: true },
  ndjson: { open: '', between: '\n', close: '\n', closeEmpty: false },
};

/** The id in the path is none that the account has ever seen. */
class NothingKnown extends Error {
  override readonly name = 'NothingKnown';
}

/** `chappe events export` */
export function registerEventsExport(events: Command): void {
  events
    .command('export')
    .description('Write the events of a feed to a file or to standard output')
    .argument('<account>', 'AGENCY/CUSTOMER, such as DEMO/028')
    .argument('<path>', 'Path of the feed, such as /actions/000PE4/events/bounces')
    .option('--start <instant>', 'First timestamp, inclusive: ISO 8601 or milliseconds since 1970')
    .option('--end <instant>', 'Last timestamp, exclusive')
    .option('--sort <order>', 'asc or desc')
    .option('--after <position>', 'Only events published after this position')
    .option('--classification <classes>', 'Robot hits: all, or a list of genericrobot, mpp and gsr')
    .addOption(
      new Option('--format <format>', 'An array, or one event a line')
        .choices(['json', 'ndjson'])
        .default('json'),
    )
    .option('--out <file>', 'The file, which appears when it is complete; .gz and .zst compress it')
    .addOption(settingOption('data'))
    .action(exportEvents);
}

async function exportEvents(text: string, path: string, options: Options): Promise<void> {
  const settings = readSettings(process.env, options);
  const account = parseAccount(text);
  const selection = selectionOf(path, options);
  if (options.out !== undefined) await requireReplaceable(options.out);
  await withCatalog(options, { mustExist: true }, async (catalog) => {
    await requireAccount(catalog.db, account);
    const logs = openLogs(settings, catalog);
    try {
      await exportFrom(logs.of(folderOf(account)), text, path, selection, options);
    } finally {
      await logs.close();
    }
  });
}

async function exportFrom(
  log: EventLog,
  account: string,
  path: string,
  selection: Omit<Query, 'upTo'>,
  options: Options,
): Promise<void> {
  if (selection.scope.of !== 'family' && !log.has(selection.scope)) {
    throw new NothingKnown(`the account ${account} has no events of what ${path} names; check the id`);
  }
  const upTo = log.head();
  const count = await write(log, { ...selection, upTo }, options);
  process.stderr.write(`${count} events written; the log is at position ${upTo}\n`);
}

/** Reads the path and the options as the HTTP interface would read them. */
function selectionOf(path: string, options: Options): Omit<Query, 'upTo'> {
  const [route = '', ...rest] = path.split('?');
  const query = PARAMETERS.flatMap((name) => {
    const value = options[name];
    return value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`];
  });
  const found = findFeed(route);
  if (found === undefined)
    throw new WrongUsage(`no feed has the path ${route}; docs/feeds.md lists them all`);
  try {
    return readFeedQuery(found.feed, found.id, queryOf(`?${[...rest, ...query].join('&')}`));
  } catch (error) {
    if (error instanceof Problem) throw new WrongUsage(error.message);
    throw error;
  }
}

/** As over HTTP, the case of a path does not matter, that of an id does, and both may be percent-encoded. */
function findFeed(route: string): { feed: Feed; id?: string } | undefined {
  const words = wordsOf(route).map(decode);
  for (const feed of FEEDS) {
    const pattern = wordsOf(feed.path);
    const fits =
      pattern.length === words.length &&
      pattern.every((word, n) => word === '{id}' || word === words[n]?.toLowerCase());
    const id = words[pattern.indexOf('{id}')];
    if (fits) return { feed, ...(id !== undefined && { id }) };
  }
  return undefined;
}

function decode(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    throw new WrongUsage(`'${word}' in the path is not percent-encoded UTF-8; write % as %25`);
  }
}

function wordsOf(path: string): string[] {
  return path.split('/').filter((word) => word !== '');
}

async function write(log: EventLog, query: Query, { format, out }: Options): Promise<number> {
  // Counting first costs a walk of the index, which is worth it only when somebody watches.
  const progress = new Progress('events', process.stderr.isTTY ? log.count(query) : undefined);
  const framing = FRAMINGS[format];
  const counter = new EventCounter(framing, (count) => progress.update(count));
  const part = out === undefined ? undefined : `${out}.part`;
  // A signal ends the process without coming by the end of this function.
  const release = part === undefined ? undefined : onInterruption(() => rmSync(part, { force: true }));
  const destination = part === undefined ? process.stdout : createWriteStream(part, { flush: true });
  try {
    const source = log.read(query, framing);
    const compressor = compressorFor(out);
    if (compressor === undefined) await pipeline(source, counter, destination);
    else await pipeline(source, counter, compressor, destination);
    if (out !== undefined && part !== undefined) await rename(part, out);
    return counter.events;
  } catch (error) {
    if (out === undefined || part === undefined) throw error;
    // Where it could not be written it may not be looked for either; why is told already.
    await rm(part, { force: true }).catch(() => undefined);
    throw FileUnusable.from(out, 'cannot be written', error);
  } finally {
    release?.();
    progress.finish();
  }
}

/** The file is put in its place when it is complete, which must not take the place of a folder or a device. */
async function requireReplaceable(out: string): Promise<void> {
  const found = await stat(out).catch(() => undefined);
  if (found === undefined || found.isFile()) return;
  throw new FileUnusable(out, 'cannot be written: it is no ordinary file; without --out, standard output is');
}

function compressorFor(out: string | undefined) {
  if (out?.endsWith('.gz')) return createGzip();
  if (out?.endsWith('.zst')) return createZstdCompress();
  return undefined;
}

const NEWLINE = 10;

/** Passes bytes on and counts the events in them, which have one line each. */
class EventCounter extends Transform {
  readonly #framing: Framing;
  readonly #report: (events: number) => void;
  #lines = 0;
  #bytes = 0;

  constructor(framing: Framing, report: (events: number) => void) {
    super();
    this.#framing = framing;
    this.#report = report;
  }

  get events(): number {
    const { open, close, closeEmpty } = this.#framing;
    const frame = open + close;
    if (this.#bytes <= (closeEmpty ? frame.length : 0)) return 0;
    // The last event's line ends with the first line break of the close.
    return this.#lines - (frame.split('\n').length - 1) + 1;
  }

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error: null, chunk: Buffer) => void,
  ): void {
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) this.#lines += 1;
    this.#bytes += chunk.length;
    this.#report(this.#lines);
    done(null, chunk);
  }
}
