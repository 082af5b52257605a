import { statSync } from 'node:fs';

/**
 * Whether something is there. What cannot be looked at, because this user may not, is not taken for absent as by `existsSync`:
 * a backup would leave it out, and a check would find nothing wrong with it.
 *
 * @throws the error of the operating system
 */
export function isThere(file: string): boolean {
  try {
    statSync(file);
    return true;
  } catch (error) {
    if (isAbsence(error)) return false;
    throw error;
  }
}

/** Whether an error tells that nothing is there; a part of the path may be something else than a folder. */
export function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
