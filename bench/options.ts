import { parseArgs } from 'node:util';

export type Options = {
  /** How many events the log holds. */
  events: number;
  /** Names of the only scenarios to run; all when empty. */
  only: readonly string[];
  /** How often each measurement is repeated. */
  runs: number;
  /** Leave the folders of the run behind, to look at them. */
  keep: boolean;
};

/** The command line cannot be understood; the message says what to change. */
export class WrongUsage extends Error {}

/** Reads the command line. `names` are the scenarios that there are. */
export function readOptions(args: readonly string[], names: readonly string[]): Options {
  const values = parse(args);
  const only = values.only.split(',').filter((name) => name !== '');
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new WrongUsage(`--only does not know ${unknown.join(', ')}; there are ${names.join(', ')}`);
  }
  return {
    events: positive('--events', values.events),
    only,
    runs: positive('--runs', values.runs),
    keep: values.keep,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        events: { type: 'string', default: '200000' },
        only: { type: 'string', default: '' },
        runs: { type: 'string', default: '3' },
        keep: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new WrongUsage(`${option} must be a whole number from 1, not '${text}'`);
  }
  return value;
}
