import { InvalidInput } from '../accounts/errors.ts';
import { SettingInvalid } from '../config/read-settings.ts';
import { LogFull } from '../events/log.ts';
import { isInaccessible } from '../sqlite/sqlite-error.ts';

/** A command was called in a way that cannot be carried out; nothing was done. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}

/** 2 when the command was called wrongly, 1 when it failed. */
export function exitCodeOf(error: unknown): 1 | 2 {
  const wrongUsage = [WrongUsage, InvalidInput, SettingInvalid].some((kind) => error instanceof kind);
  return wrongUsage ? 2 : 1;
}

/** The names of errors that nobody wrote for people to read. Chappe's own kinds of error have names of their own. */
const UNFORESEEN = new Set([
  'Error',
  'TypeError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'AssertionError',
]);

/** One line that says what is wrong and what to do; with `debug`, followed by where the error arose. */
export function describeFailure(error: unknown, debug: boolean): string {
  const message = error instanceof Error ? error.message : String(error);
  const advice = adviceFor(error, debug);
  const line = `chappe: ${(message + advice).replaceAll(/\s*[\r\n]+\s*/g, ' ')}`;
  return debug && error instanceof Error && error.stack ? `${line}\n${error.stack}` : line;
}

/** Whether the operating system refused what was tried, because of rights or of what lies in the place. */
function isRefused(error: unknown): boolean {
  return (
    error instanceof Error &&
    'syscall' in error &&
    'code' in error &&
    ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'ELOOP'].some((code) => code === error.code)
  );
}

/** What to do, where the message does not say it. */
function adviceFor(error: unknown, debug: boolean): string {
  // Deleting needs room too, before it gives any.
  if (error instanceof LogFull) return '; make room, then run the same command again';
  if (isInaccessible(error) || isRefused(error))
    return '; see to what lies there, that this user may read and write all of the data folder, and that its disk is well';
  const unforeseen = !(error instanceof Error) || UNFORESEEN.has(error.name);
  return unforeseen && !debug ? '; set CHAPPE_LOG_LEVEL=debug and try again to see where this arose' : '';
}
