import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { assertFailed, run } from './support/chappe-process.ts';
import { scratchFolder } from './support/data-folder.ts';
import { answer, complaintReport, deliveryReport } from './support/reports.ts';
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

test('chappe mail explain takes many files, of every kind, and tells what each thing is', async (t) => {
  const folder = await scratchFolder(t);
  const to = 'bounces@news.example.com';
  const mails: Record<string, string> = {
    bounce: deliveryReport(to),
    full: deliveryReport(to, { status: '5.2.2', diagnostic: '552 5.2.2 mailbox full' }),
    delayed: deliveryReport(to, { action: 'delayed', status: '4.4.1', diagnostic: '451 4.4.1 later' }),
    delivered: deliveryReport(to, { action: 'delivered', status: '2.1.5', diagnostic: '250 ok' }),
    complaint: complaintReport('To: ada@example.com'),
    reply: answer(to, 'Yes, please.'),
    automatic: answer(to, 'I am away.', ['Auto-Submitted: auto-replied']),
  };
  const files = Object.keys(mails).map((name) => join(folder, name));
  for (const file of files) await writeFile(file, mails[basename(file)] ?? '');
  const { code, stdout } = await run(['mail', 'explain', ...files]);
  assert.equal(code, 0);
  const told = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const each of told)
    assert.deepEqual(Object.keys(each), [
      'file',
      'kind',
      'recipient',
      'status',
      'diagnostic',
      'mta',
      'verdict',
      'subject',
      'detail',
      'rule',
    ]);
  assert.deepEqual(
    told.map(({ file, kind, status, verdict }) => [basename(file), kind, status, verdict]),
    [
      ['bounce', 'bounce', '5.1.1', 'hard'],
      ['full', 'bounce', '5.2.2', 'soft'],
      ['delayed', 'none', '4.4.1', 'soft'],
      ['delivered', 'delivered', '2.1.5', null],
      ['complaint', 'complaint', null, null],
      ['reply', 'reply', null, null],
      ['automatic', 'automatic', null, null],
    ],
  );
  const [{ recipient, diagnostic, mta }] = told;
  assert.deepEqual(
    [recipient, diagnostic, mta],
    ['ada@example.com', '550 5.1.1 no such user here', 'mx.test'],
  );
});
