import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { peakMemory, processorTime } from './machine.ts';

/** A server that runs in a process of its own. */
export type ServerProcess = {
  url: string;
  pid: number;
  /** The most memory it has had so far, where the system tells. */
  peakBytes(): number | undefined;
  /** The processor time that it and its ended children have used so far. */
  cpuMs(): number | undefined;
  stop(): Promise<void>;
};

export type ServerOptions = {
  env?: NodeJS.ProcessEnv;
  /** Runs it as another user. */
  owner?: { uid: number; gid: number } | undefined;
  stopSignal?: NodeJS.Signals;
  /** How to see that a server listens which does not say so: its address, and a question. */
  ready?: { url: string; whenOk: () => Promise<boolean> };
};

/** Servers that run, and how each is asked to stop: none outlives a benchmark that is broken off. */
const running = new Map<ChildProcess, NodeJS.Signals>();
process.once('exit', () => {
  for (const [child, signal] of running) child.kill(signal);
});

const READY = /listening on (\w+:\/\/\S+)/;
const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 15_000;
const ASK_EVERY_MS = 20;

/** Starts a server and waits until it listens; without `ready`, it says so on its standard output. */
export async function startServer(
  command: readonly string[],
  options: ServerOptions = {},
): Promise<ServerProcess> {
  const [file = '', ...args] = command;
  const { env, owner, ready, stopSignal = 'SIGTERM' } = options;
  const child = spawn(file, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...owner,
  });
  running.set(child, stopSignal);
  child.once('exit', () => running.delete(child));
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-2_000);
  });
  // The lines are read to the end of the server's life: a full pipe would block it.
  const lines = createInterface(child.stdout);
  const ended = Promise.withResolvers<never>();
  child.once('error', ended.reject);
  child.once('exit', (code) => ended.reject(new Error(`ended with ${code}`)));
  // Only while it starts is an end noticed here.
  ended.promise.catch(() => undefined);
  try {
    const url = await Promise.race([
      ready === undefined ? announced(lines) : answering(ready),
      timeout(),
      ended.promise,
    ]);
    const { pid } = child;
    if (pid === undefined) throw new Error('has no process');
    return {
      url,
      pid,
      peakBytes: () => peakMemory(pid),
      cpuMs: () => processorTime(pid),
      stop: () => stop(child, command, stopSignal),
    };
  } catch (error) {
    child.kill('SIGKILL');
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`'${command.join(' ')}' ${why}: ${complaints.trim()}`, { cause: error });
  }
}

function announced(lines: NodeJS.EventEmitter): Promise<string> {
  return new Promise((resolve) => {
    lines.on('line', (line: string) => {
      const [, url] = READY.exec(line) ?? [];
      if (url !== undefined) resolve(url);
    });
  });
}

async function answering({ url, whenOk }: NonNullable<ServerOptions['ready']>): Promise<string> {
  const end = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < end && !(await whenOk())) await pause(ASK_EVERY_MS);
  return url;
}

async function timeout(): Promise<never> {
  await pause(START_TIMEOUT_MS, undefined, { ref: false });
  throw new Error('did not say where it listens');
}

async function stop(child: ChildProcess, command: readonly string[], signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    throw new Error(`'${command.join(' ')}' ended before it was told to`);
  }
  const ended = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  const [, last] = await ended;
  clearTimeout(timer);
  if (last === 'SIGKILL') {
    process.stderr.write(`warning: '${command.join(' ')}' did not stop and was killed\n`);
  }
}
