import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { peakMemory } from './machine.ts';

/** A server that runs in a process of its own. */
export type ServerProcess = {
  url: string;
  /** The most memory it has had so far, where the system tells. */
  peakBytes(): number | undefined;
  stop(): Promise<void>;
};

const READY = /listening on (http:\/\/\S+)/;
const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 15_000;

/** Starts a server and waits until it says on its standard output where it listens. */
export async function startServer(
  command: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<ServerProcess> {
  const [file = '', ...args] = command;
  const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-2_000);
  });
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`'${command.join(' ')}' ${why}: ${complaints.trim()}`));
    const timer = setTimeout(() => fail('did not say where it listens'), START_TIMEOUT_MS);
    child.once('error', reject);
    child.once('exit', (code) => fail(`ended with ${code}`));
    // The lines are read to the end of the server's life: a full pipe would block it.
    createInterface(child.stdout).on('line', (line) => {
      const [, found] = READY.exec(line) ?? [];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    });
  }).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  const { pid } = child;
  return {
    url,
    peakBytes: () => (pid === undefined ? undefined : peakMemory(pid)),
    stop: () => stop(child, command),
  };
}

async function stop(child: ChildProcess, command: readonly string[]): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    throw new Error(`'${command.join(' ')}' ended before it was told to`);
  }
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  const [, signal] = await ended;
  clearTimeout(timer);
  if (signal === 'SIGKILL') {
    process.stderr.write(`warning: '${command.join(' ')}' did not stop and was killed\n`);
  }
}
