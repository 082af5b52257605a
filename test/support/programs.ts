import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Whether a program is on this machine and answers. */
export function isThere(program: string, argument: string): boolean {
  return spawnSync(program, [argument], { stdio: 'ignore' }).status === 0;
}

/** What a program puts out; fails when it does. */
export async function outputOf(program: string, arguments_: readonly string[]): Promise<string> {
  const { stdout } = await execute(program, arguments_, { maxBuffer: 64 * 1024 * 1024, timeout: 120_000 });
  return stdout;
}
