import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pace } from './pace.ts';

function compute(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

/** What happens while some work is done, `other` for each turn of the event loop. */
async function history(pace: Pace, each: () => void): Promise<string> {
  const done: string[] = [];
  let goesOn = true;
  const others = () => {
    done.push('other');
    if (goesOn) setImmediate(others);
  };
  setImmediate(others);
  const work = () => {
    done.push('work');
    each();
  };
  await Promise.all(Array.from({ length: 4 }, () => pace.run(work)));
  goesOn = false;
  return done.join(' ');
}

test('after long work all others have a turn', async () => {
  assert.match(
    await history(new Pace(), () => compute(8)),
    /^work( other)+ work( other)+ work( other)+ work/,
  );
});

test('short work goes on at once', async () => {
  assert.match(await history(new Pace(), () => undefined), /^work work work work/);
});

test('work that fails lets the next one go, and says why', async () => {
  const pace = new Pace();
  const failing = pace.run(() => {
    compute(8);
    throw new Error('broken');
  });
  const next = pace.run(() => 'done');
  await assert.rejects(failing, /broken/);
  assert.equal(await next, 'done');
});
