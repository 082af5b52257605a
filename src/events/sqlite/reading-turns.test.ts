import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Part } from '../deflated.ts';
import { ReadingTurns } from './reading-turns.ts';

/** A clock that only steps move. */
function steppedClock() {
  let time = 0;
  return { now: () => time, pass: (ms: number) => (time += ms) };
}

/** Counts the turns of the event loop. */
function turnCounter(t: { after: (done: () => void) => void }) {
  let turn = 0;
  let next: NodeJS.Immediate;
  const count = () => {
    turn++;
    next = setImmediate(count);
  };
  count();
  t.after(() => clearImmediate(next));
  return () => turn;
}

/** A read whose steps all take so long. Tells when each is taken, and whether it was ended. */
function readOf(steps: number, ms: number, clock: ReturnType<typeof steppedClock>, taken: () => void) {
  const read = { ended: false, steps: run() };
  function* run(): Generator<Part | undefined> {
    try {
      for (let step = 0; step < steps; step++) {
        clock.pass(ms);
        taken();
        yield Buffer.from(String(step).repeat(20));
      }
    } finally {
      read.ended = true;
    }
  }
  return read;
}

/** Which steps a read consists of. */
async function textOf(parts: AsyncIterable<Part>): Promise<string> {
  let text = '';
  for await (const part of parts)
    text += part instanceof Uint8Array ? String.fromCharCode(part[0] ?? 0) : '?';
  return text;
}

describe('reads that take turns', () => {
  it('leave the thread to others after a few milliseconds, however many they are', async (t) => {
    const clock = steppedClock();
    const turns = new ReadingTurns(clock.now);
    const turn = turnCounter(t);
    const perTurn = new Map<number, number>();
    const taken = () => perTurn.set(turn(), (perTurn.get(turn()) ?? 0) + 1);
    const texts = Array.from({ length: 50 }, async () => {
      // The first step of each is taken at once.
      const read = readOf(6, 1.5, clock, taken);
      return textOf(turns.of(read.steps));
    });
    assert.deepEqual(await Promise.all(texts), Array(50).fill('012345'));
    const [first, ...later] = perTurn.values();
    assert.equal(first, 50);
    assert.ok(
      later.every((steps) => steps <= 3),
      String(later),
    );
    assert.equal(
      later.reduce((sum, steps) => sum + steps, 0),
      250,
    );
  });

  it('go on in the order in which they came', async () => {
    const clock = steppedClock();
    const turns = new ReadingTurns(clock.now);
    const order: string[] = [];
    const read = (name: string) => textOf(turns.of(readOf(3, 2, clock, () => order.push(name)).steps));
    await Promise.all(['a', 'b', 'c'].map(read));
    assert.equal(order.join(''), 'abcabcabc');
  });

  it('need no turn while they are short', async (t) => {
    const clock = steppedClock();
    const turns = new ReadingTurns(clock.now);
    const turn = turnCounter(t);
    const at = turn();
    assert.equal(await textOf(turns.of(readOf(5, 0.1, clock, () => undefined).steps)), '01234');
    assert.equal(turn(), at);
  });

  it('fail alone, at the step that fails', async () => {
    const clock = steppedClock();
    const turns = new ReadingTurns(clock.now);
    const failing = readOf(3, 2, clock, () => {
      if (clock.now() > 4) throw new Error('a page cannot be read');
    });
    const [failed, other] = await Promise.allSettled([
      textOf(turns.of(failing.steps)),
      textOf(turns.of(readOf(3, 1, clock, () => undefined).steps)),
    ]);
    assert.equal(failed.status, 'rejected');
    assert.deepEqual(other, { status: 'fulfilled', value: '012' });
  });

  it('are ended when nobody goes on with them', async () => {
    const clock = steppedClock();
    const read = readOf(3, 2, clock, () => undefined);
    for await (const _ of new ReadingTurns(clock.now).of(read.steps)) break;
    assert.ok(read.ended);
  });
});
