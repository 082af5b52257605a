import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { confirm, NotConfirmed } from './confirm.ts';
import { WrongUsage } from './failure.ts';

/** A person at a terminal who answers so, and what was asked. */
function person(answer: string) {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  input.end(answer);
  const output = new PassThrough();
  return { dialogue: { input, output }, asked: () => String(output.read() ?? '') };
}

const question = async () => 'Delete 3 events?';

test('a yes goes on, in any case of letters', async () => {
  for (const answer of ['y\n', 'Yes\n', ' YES \n']) {
    const { dialogue, asked } = person(answer);
    await confirm(undefined, question, dialogue);
    assert.equal(asked(), 'Delete 3 events? [y/N] ');
  }
});

test('any other answer, and none, does not', async () => {
  for (const answer of ['n\n', '\n', 'yess\n', '']) {
    const { dialogue } = person(answer);
    await assert.rejects(confirm(undefined, question, dialogue), NotConfirmed);
  }
});

test('with --yes nothing is asked, and nothing counted for a question', async () => {
  const { dialogue, asked } = person('n\n');
  await confirm(true, () => assert.fail('asked'), dialogue);
  assert.equal(asked(), '');
});

test('without a terminal it is wrong usage', async () => {
  const dialogue = { input: new PassThrough(), output: new PassThrough() };
  await assert.rejects(
    confirm(undefined, () => assert.fail('asked'), dialogue),
    WrongUsage,
  );
});
