import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { Cleaner } from './data-folder.ts';

const ROOT = new URL('../../', import.meta.url).pathname;

/** The bundled program, where `npm test` made one: it starts four times as fast as the sources. */
const CHAPPE = resolve(ROOT, process.env.CHAPPE_INSTALLED ?? '.', 'chappe');

/** How a process ended, and all that it said. */
export type Ended = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string };

export type Start = {
  /** Added to the environment; no setting of Chappe's is inherited from this process. */
  env?: Record<string, string>;
  /** The program, when it is not `./chappe` itself but something that ends by running it. */
  program?: string;
};

/** Where `./chappe` is, for programs that run it. */
export const CHAPPE_PROGRAM = CHAPPE;

/** A process of Chappe, as a person or a service manager runs it. */
export class ChappeProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #watchers = new Set<() => void>();
  stdout = '';
  stderr = '';
  /** Resolves when the process has ended and all its output is read. */
  readonly ended: Promise<Ended>;

  constructor(arguments_: readonly string[], { env = {}, program = CHAPPE }: Start = {}) {
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('CHAPPE_'));
    this.#child = spawn(program, arguments_, {
      env: { ...Object.fromEntries(inherited), ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    // A process that ends does not read what is still being written to it.
    this.#child.stdin.on('error', () => undefined);
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      for (const look of this.#watchers) look();
    });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      for (const look of this.#watchers) look();
    });
    this.ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (code, signal) =>
        resolve({ code, signal, stdout: this.stdout, stderr: this.stderr }),
      );
    });
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('the process did not start');
    return this.#child.pid;
  }

  get stdin(): Writable {
    return this.#child.stdin;
  }

  /** Waits until standard output matches; fails when the process ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#find(pattern, () => this.stdout);
  }

  /** Waits until standard error matches. */
  untilError(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#find(pattern, () => this.stderr);
  }

  async #find(pattern: RegExp, output: () => string): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(output());
      if (match !== null) return match;
      let look: () => void = () => undefined;
      const said = new Promise<undefined>((resolve) => {
        look = () => resolve(undefined);
        this.#watchers.add(look);
      });
      const end = await Promise.race([said, this.ended]);
      this.#watchers.delete(look);
      if (end !== undefined && !pattern.test(output()))
        throw new Error(`the process ended (${end.code ?? end.signal}): ${end.stdout}${end.stderr}`);
    }
  }

  /** Sends a signal; a process that has ended gets none. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends the process, whatever it is doing, and waits until it is gone. */
  kill(): Promise<Ended> {
    this.signal('SIGKILL');
    return this.ended;
  }
}

/** How long a command may take before it is taken for one that never ends, in milliseconds. */
const PATIENCE = 60_000;

/** Runs a command to its end, with something on its standard input or nothing at all. */
export async function run(
  arguments_: readonly string[],
  { input, ...start }: Start & { input?: string | Uint8Array } = {},
): Promise<Ended> {
  const process = new ChappeProcess(arguments_, start);
  process.stdin.end(input);
  const deadline = setTimeout(() => process.signal('SIGKILL'), PATIENCE);
  const ended = await process.ended;
  clearTimeout(deadline);
  if (ended.signal === 'SIGKILL') throw new Error(`'${arguments_.join(' ')}' did not end: ${ended.stderr}`);
  return ended;
}

/** Asserts that a command failed as commands do: no output, and one line that says why to people. */
export function assertFailed({ code, stdout, stderr }: Ended, expected: 1 | 2, reason: RegExp): void {
  assert.deepEqual([code, stdout], [expected, ''], stderr);
  assert.match(stderr, /^chappe: [^\n]+\n$/);
  assert.match(stderr, reason);
  // Neither the words of Node, nor the advice for failures that nobody foresaw.
  assert.doesNotMatch(stderr, /CHAPPE_LOG_LEVEL|\bE[A-Z]{3,}\b:/);
}

/** A server in a process of its own, on a free port. It is gone when the test ends, however that ends. */
export async function startServing(
  t: Cleaner,
  arguments_: readonly string[],
  start: Start = {},
): Promise<ChappeProcess & { url: string }> {
  const process = new ChappeProcess(['serve', '--port', '0', ...arguments_], start);
  t.after(() => process.kill());
  return Object.assign(process, { url: await listening(process) });
}

/** Waits until a server listens, and gives its address. */
export async function listening(server: ChappeProcess): Promise<string> {
  const [, url = ''] = await server.until(/^Chappe is listening on (http:\/\/127\.0\.0\.1:\d+)$/m);
  return url;
}
