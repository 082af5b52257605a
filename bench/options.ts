import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { PRODUCTS, type Product } from './products/found.ts';

export type Options = {
  /** How many events the log holds. */
  events: number;
  /** How many contacts a large account has. */
  contacts: number;
  /** Names of the only scenarios to run; all when empty. */
  only: readonly string[];
  /** Other products that shall not take part. */
  without: readonly Product[];
  /** How often each measurement is repeated. */
  runs: number;
  /** Leave the folders of the run behind, to look at them. */
  keep: boolean;
  /** A data folder that an earlier run left behind, full and sealed: filling one is most of a long run. */
  home?: string;
  /** Make a page of docs/ of the results. */
  writeDocs: boolean;
  /** A part of the name of that page: another machine has a page of its own. */
  page?: string;
};

/** The command line cannot be understood; the message says what to change. */
export class WrongUsage extends Error {}

/** Small enough for every push: shows that all rows work, and no figure that means anything. */
const QUICK = { events: '20000', contacts: '2000', runs: '1' };
const FULL = { events: '1000000', contacts: '1000000', runs: '3' };

/** Reads the command line. `names` are the scenarios that there are. */
export function readOptions(args: readonly string[], names: readonly string[]): Options {
  const values = parse(args);
  const only = listed('--only', values.only, names);
  const { page, home } = values;
  if (page !== undefined && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(page)) {
    throw new WrongUsage(`--page must be small letters and digits with '-' between them, not '${page}'`);
  }
  const size = values.quick ? QUICK : FULL;
  const events = positive('--events', values.events ?? size.events);
  if (values['write-docs'] && only.length > 0 && events === Number(FULL.events)) {
    throw new WrongUsage(`--write-docs wants every row of ${FULL.events} events: leave --only away`);
  }
  return {
    events,
    contacts: positive('--contacts', values.contacts ?? size.contacts),
    only,
    without: listed('--without', values.without, PRODUCTS),
    runs: positive('--runs', values.runs ?? size.runs),
    keep: values.keep,
    ...(home !== undefined && { home: resolve(home) }),
    writeDocs: values['write-docs'],
    ...(page !== undefined && { page }),
  };
}

/** The page of docs/ for a run: the usual number of events has the page that others link to, with every row. */
export function pageFor({ events, page }: Pick<Options, 'events' | 'page'>): string {
  const size = events === Number(FULL.events) ? [] : [String(events)];
  return `${['benchmarks', ...size, ...(page === undefined ? [] : [page])].join('-')}.md`;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        events: { type: 'string' },
        contacts: { type: 'string' },
        only: { type: 'string', default: '' },
        without: { type: 'string', default: '' },
        runs: { type: 'string' },
        quick: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
        home: { type: 'string' },
        'write-docs': { type: 'boolean', default: false },
        page: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** What an option names, separated by commas. */
function listed<T extends string>(option: string, text: string, known: readonly T[]): T[] {
  return text
    .split(',')
    .filter((name) => name !== '')
    .map((name) => {
      const found = known.find((each) => each === name);
      if (found !== undefined) return found;
      throw new WrongUsage(`${option} does not know ${name}; there are ${known.join(', ')}`);
    });
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new WrongUsage(`${option} must be a whole number from 1, not '${text}'`);
  }
  return value;
}
