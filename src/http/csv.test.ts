import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvOf } from './csv.ts';

async function* rowsOf(...rows: string[][]) {
  yield* rows;
}

async function written(columns: string[], rows: AsyncIterable<string[]>): Promise<string> {
  return (await Array.fromAsync(csvOf(columns, rows))).join('');
}

test('a heading alone', async () => assert.equal(await written(['a', 'b'], rowsOf()), 'a,b\r\n'));

test('what would end a cell is quoted, and what a spreadsheet would run begins with an apostrophe', async () => {
  const rows = rowsOf(['x,"y"', 'two\r\nlines'], ['=1+1', '@sum'], ['é ✓', '']);
  const text = 'a,b\r\n"x,""y""","two\r\nlines"\r\n\'=1+1,\'@sum\r\né ✓,\r\n';
  assert.equal(await written(['a', 'b'], rows), text);
});

test('rows are taken as they are written, some hundred at a time', async () => {
  let taken = 0;
  async function* endless() {
    for (;;) yield [String(++taken)];
  }
  const chunks = csvOf(['n'], endless());
  await chunks.next();
  assert.ok(taken < 1000);
  await chunks.return(undefined);
});
