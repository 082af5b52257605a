import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CHAPPE_PROGRAM, ChappeProcess } from './support/chappe-process.ts';
import { dataFolder } from './support/data-folder.ts';

/** What a shell shows for a program that SIGPIPE ended, as it ends others. */
const ENDED_BY_SIGPIPE = 128 + 13;

describe('a command whose reader has gone away', () => {
  for (const [what, command] of [
    ['a table', 'account list'],
    ['JSON', 'account list --json'],
    ['the help', '--help'],
    ['a failure', 'nothing 2>&1'],
  ] as const) {
    test(`ends by the signal that tells so, and says nothing, when it writes ${what}`, async (t) => {
      const { data } = await dataFolder(t);
      // The reader is gone for certain before the command starts, which waits for the end of its standard input.
      const script = `{ cat; '${CHAPPE_PROGRAM}' ${command}; echo "ended $?" >&2; } | { exec <&-; echo gone >&2; }`;
      const shell = new ChappeProcess(['-c', script], { program: 'sh', env: { CHAPPE_DATA: data } });
      t.after(() => shell.kill());
      await shell.untilError(/gone\n/);
      shell.stdin.end();
      const { stdout, stderr } = await shell.ended;
      assert.deepEqual([stdout, stderr], ['', `gone\nended ${ENDED_BY_SIGPIPE}\n`]);
    });
  }
});
