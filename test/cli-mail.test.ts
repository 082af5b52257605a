import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { assertFailed, run } from './support/chappe-process.ts';
import { scratchFolder } from './support/data-folder.ts';
import { WORDS_REPORT } from './support/words-report.ts';

const EXPLAINED = {
  kind: 'bounce',
  recipient: 'lost@example.org',
  status: '5.1.1',
  verdict: 'hard',
  subject: 'address',
  detail: 'bad destination mailbox address',
  rule: 'unknown user',
};

test('chappe mail explain tells what messages say, a line for each recipient', async (t) => {
  const file = join(await scratchFolder(t), 'report.eml');
  await writeFile(file, WORDS_REPORT);
  for (const [source, input] of [
    [file, undefined],
    ['-', WORDS_REPORT],
  ] as const) {
    const { code, stdout, stderr } = await run(
      ['mail', 'explain', source],
      input === undefined ? {} : { input },
    );
    assert.deepEqual([code, stderr], [0, '']);
    const { file: named, diagnostic, mta, ...explained } = JSON.parse(stdout);
    assert.deepEqual([named, explained], [source, EXPLAINED]);
    assert.match(diagnostic, /550 5\.1\.1 User unknown/);
    assert.equal(typeof mta, 'string');
  }
  assertFailed(await run(['mail', 'explain', join(file, 'none.eml')]), 1, /cannot be read/);
});
