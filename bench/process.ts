import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { peakMemory, processorTimeOfChildren } from './machine.ts';

/** How a program ended that was expected to succeed. */
export type Finished = {
  stdout: string;
  ms: number;
  peakBytes?: number;
  /** The processor time of the program; of all that ended meanwhile, if there were more. */
  cpuMs?: number;
};

const PEAK_INTERVAL_MS = 50;

export type RunOptions = {
  env?: NodeJS.ProcessEnv;
  input?: string;
  /** Runs it as another user. */
  owner?: { uid: number; gid: number } | undefined;
  /** Ends it by force; it then fails. */
  signal?: AbortSignal | undefined;
};

/** Runs a program to its end. Fails with its last words when its exit code is not 0. */
export async function run(command: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const [file = '', ...args] = command;
  const before = processorTimeOfChildren();
  const start = performance.now();
  const child = spawn(file, args, {
    env: { ...process.env, ...options.env },
    stdio: 'pipe',
    ...options.owner,
    ...(options.signal && { signal: options.signal, killSignal: 'SIGKILL' }),
  });
  // A program that ends before it has read its input tells why by its exit code.
  child.stdin.once('error', () => undefined).end(options.input ?? '');
  let stdout = '';
  let stderr = '';
  let peakBytes: number | undefined;
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  // The kernel forgets a process when it ends, so its peak is read while it lives: the last reading is the highest.
  const watch = setInterval(() => {
    if (child.pid !== undefined) peakBytes = peakMemory(child.pid) ?? peakBytes;
  }, PEAK_INTERVAL_MS);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).finally(() => clearInterval(watch));
  const ms = performance.now() - start;
  if (code !== 0) throw new Error(`'${command.join(' ')}' ended with ${code}: ${stderr.trim()}`);
  const after = processorTimeOfChildren();
  return {
    stdout,
    ms,
    ...(peakBytes !== undefined && { peakBytes }),
    ...(after !== undefined && before !== undefined && { cpuMs: after - before }),
  };
}
