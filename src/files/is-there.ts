import { statSync } from 'node:fs';
import { isMissingFile } from './missing-file.ts';

/**
 * Whether something is there. What cannot be looked at, because this user may not, is not taken for absent as by `existsSync`:
 * a backup would leave it out, and a check would find nothing wrong with it.
 *
 * @throws the error of the operating system
 */
export function isThere(file: string): boolean {
  return lackOf(file) !== 'missing';
}

/** Why a file has nothing in it; undefined when it has something. @throws the error of the operating system, as above */
export function lackOf(file: string): 'missing' | 'empty' | undefined {
  try {
    return statSync(file).size === 0 ? 'empty' : undefined;
  } catch (error) {
    if (isAbsence(error)) return 'missing';
    throw error;
  }
}

/** Whether an error tells that nothing is there; a part of the path may be something else than a folder. */
export function isAbsence(error: unknown): boolean {
  return isMissingFile(error) || (error instanceof Error && 'code' in error && error.code === 'ENOTDIR');
}
