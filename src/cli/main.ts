import { Command, CommanderError } from 'commander';
import { VERSION } from '../config/version.ts';
import { describeFailure, exitCodeOf, WrongUsage } from './failure.ts';

type Register = (program: Command) => void;

/**
 * The commands, in the order of the help; each registers itself. Only the one that is called is loaded, so that
 * making a key does not wait for the whole server to be read.
 */
const COMMANDS: ReadonlyMap<string, () => Promise<Register>> = new Map([
  ['serve', async () => (await import('./serve.ts')).registerServe],
  ['account', async () => (await import('./account.ts')).registerAccount],
  ['key', async () => (await import('./key.ts')).registerKey],
  ['sender', async () => (await import('./sender.ts')).registerSender],
  ['domain', async () => (await import('./domain.ts')).registerDomain],
  ['mail', async () => (await import('./mail.ts')).registerMail],
  ['tracking', async () => (await import('./tracking.ts')).registerTracking],
  ['canary', async () => (await import('./canary.ts')).registerCanary],
  ['contact', async () => (await import('./contact.ts')).registerContact],
  ['events', async () => (await import('./events.ts')).registerEvents],
  ['backup', async () => (await import('./backup.ts')).registerBackup],
  ['restore', async () => (await import('./restore.ts')).registerRestore],
  ['sends', async () => (await import('./sends.ts')).registerSends],
  ['doctor', async () => (await import('./doctor.ts')).registerDoctor],
]);

const program = new Command('chappe')
  .description('A self-hosted messaging platform that speaks the NP6 API, around a log of events')
  .version(VERSION)
  // A command within a command has options of its own, though the outer one may have the same names.
  .enablePositionalOptions()
  // Failures are told in one place, below.
  .configureOutput({ outputError() {} });

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') endWithReader();
  tell(new Error(`the output cannot be written: ${error.message}`));
  process.exit(1);
});
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') endWithReader();
  process.exit(1);
});

try {
  const called = COMMANDS.get(process.argv[2] ?? '');
  for (const load of called === undefined ? COMMANDS.values() : [called]) (await load())(program);
  throwErrorsOf(program, program.name());
  await program.parseAsync();
} catch (error) {
  process.exitCode = end(error);
}

/** Has a command and its subcommands throw instead of ending the process; wrong usage points to the right help. */
function throwErrorsOf(command: Command, path: string): void {
  command.exitOverride((error) => {
    if (error.exitCode === 0 || error.code === 'commander.help') throw error;
    throw new WrongUsage(`${error.message.replace(/^error: |\.$/g, '')}; see '${path} --help'`);
  });
  for (const subcommand of command.commands) throwErrorsOf(subcommand, `${path} ${subcommand.name()}`);
}

/** The reader went away, as `head` does when it has enough. That ends other programs by a signal, which Node ignores. */
function endWithReader(): never {
  const ignored = () => undefined;
  // A signal that was listened to and is not any more has its own effect again.
  process.on('SIGPIPE', ignored).off('SIGPIPE', ignored);
  process.kill(process.pid, 'SIGPIPE');
  // What a shell shows for that signal, should somebody have blocked it.
  process.exit(141);
}

function end(error: unknown): number {
  // Help was shown: because it was asked for, or because a command was left out.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  tell(error);
  return exitCodeOf(error);
}

function tell(error: unknown): void {
  const debug = ['debug', 'trace'].includes(process.env.CHAPPE_LOG_LEVEL ?? '');
  process.stderr.write(`${describeFailure(error, debug)}\n`);
}
