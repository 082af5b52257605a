import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runCorpus } from '../scripts/corpus/run.ts';
import { run } from './support/chappe-process.ts';
import { scratchFolder } from './support/data-folder.ts';
import { WORDS_REPORT } from './support/words-report.ts';

const MAIN = fileURLToPath(new URL('../scripts/corpus/main.ts', import.meta.url));

const LABEL = {
  recipient: 'Lost@example.org',
  deliverystatus: '5.1.1',
  reason: 'userunknown',
  hardbounce: 1,
  action: 'failed',
  feedbacktype: '',
};

describe('npm run corpus', () => {
  it('says how a corpus must be laid out when there is none', async () => {
    const { code, stderr } = await run([MAIN, '/nowhere'], { program: process.execPath });
    assert.equal(code, 2);
    assert.match(stderr, /^corpus: \/nowhere\/expected\.jsonl cannot be read\.\nA corpus is a folder with/);
  });

  it('counts what is the same by families, and tells what nobody explained', async (t) => {
    const folder = await scratchFolder(t);
    await writeFile(join(folder, 'postfix-01.eml'), WORDS_REPORT);
    await writeFile(join(folder, 'answer-01.eml'), WORDS_REPORT);
    const label = async (...lines: unknown[]): Promise<{ isExplained: boolean; said: string }> => {
      await writeFile(join(folder, 'expected.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n'));
      const said: string[] = [];
      const isExplained = await runCorpus([folder], (line) => said.push(line));
      return { isExplained, said: said.join('\n') };
    };

    const same = await label({ file: 'postfix-01.eml', results: [LABEL] });
    assert.equal(same.isExplained, true);
    assert.match(same.said, /\| postfix \| 1 \| 1 of 1 \(100\.0 %\) \| 1 of 1 .* \| 1 of 1 .* \| 0 \| 0 \|/);

    const differs = await label(
      { file: 'postfix-01.eml', results: [{ ...LABEL, recipient: 'b@c.example' }] },
      { file: 'answer-01.eml', results: [] },
    );
    assert.equal(differs.isExplained, false);
    assert.match(
      differs.said,
      /NOT EXPLAINED postfix-01\.eml b@c\.example: recipient: b@c\.example \| lost@/,
    );
    assert.match(differs.said, /NOT EXPLAINED answer-01\.eml lost@example\.org: false bounce/);
  });

  it('finds the messages in the folder of that name too', async (t) => {
    const folder = await scratchFolder(t);
    await mkdir(join(folder, 'bounces'));
    await writeFile(join(folder, 'bounces', 'postfix-01.eml'), WORDS_REPORT);
    const label = JSON.stringify({ file: 'postfix-01.eml', results: [LABEL] });
    await writeFile(join(folder, 'bounces', 'expected.jsonl'), label);
    assert.equal(await runCorpus([folder], () => {}), true);
  });

  it('takes no line that is no label', async (t) => {
    const folder = await scratchFolder(t);
    await writeFile(join(folder, 'expected.jsonl'), '{"file": "../x.eml", "results": []}\n');
    await assert.rejects(runCorpus([folder], assert.fail), /expected\.jsonl, line 1 is no label/);
  });
});
