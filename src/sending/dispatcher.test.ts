import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { Route } from '../delivery/route.ts';
import { Dispatcher, type DispatcherParts, type Outcome } from './dispatcher.ts';
import { QueueFull } from './queue.ts';
import type { NewSend, Send } from './send.ts';

/** A queue in memory, whose outcomes tests look at and can make fail. */
class Line {
  readonly waiting: Send[] = [];
  readonly outcomes: string[] = [];
  failures = 0;
  /** How often it cannot be read from now on. */
  unreadable = 0;
  #added = 0;
  #call = () => {};

  add(...orders: string[]): void {
    this.addEach(orders.map((order) => ({ order })));
  }

  addEach(sends: readonly (Pick<Send, 'order'> & Partial<Send>)[]): void {
    for (const send of sends) {
      this.waiting.push({ id: ++this.#added, priority: 1, due: 0, expires: 1, attempts: 0, ...send });
    }
    this.#call();
  }

  lease(most: number): Send[] {
    if (this.unreadable > 0) {
      this.unreadable -= 1;
      throw new Error('the disk does not answer');
    }
    return this.waiting.splice(0, most);
  }

  async end(id: number, events: readonly string[]): Promise<void> {
    this.#fail();
    this.outcomes.push(`${id} ended: ${events.join()}`);
  }

  async unfold(id: number, sends: readonly NewSend[]): Promise<void> {
    this.outcomes.push(`${id} unfolded`);
    this.add(...sends.map(({ order }) => order));
  }

  async putOff(id: number, due: number, isTried = true): Promise<void> {
    this.#fail();
    this.outcomes.push(`${id} ${isTried ? 'again' : 'put off'} at ${due}`);
  }

  nextDue(): undefined {
    return undefined;
  }

  onWork(call: () => void): void {
    this.#call = call;
  }

  #fail(): void {
    if (this.failures === 0) return;
    this.failures -= 1;
    throw new QueueFull();
  }
}

function dispatch(t: TestContext, line: Line, parts: Partial<DispatcherParts>): Dispatcher {
  const dispatcher = new Dispatcher({
    queue: line,
    attempt: async ({ order }): Promise<Outcome> => ({ type: 'ended', events: [order] }),
    routes: async () => [],
    atOnce: 2,
    now: () => 1000,
    report: (error) => assert.fail(String(error)),
    ...parts,
  });
  t.after(() => dispatcher.close());
  return dispatcher;
}

describe('a dispatcher', () => {
  test('sends what waits, and what comes later', async (t) => {
    const line = new Line();
    line.add('a', 'b', 'c');
    const dispatcher = dispatch(t, line, {});
    line.add('d');
    while (dispatcher.running > 0) await new Promise(setImmediate);
    assert.deepEqual(line.outcomes.toSorted(), ['1 ended: a', '2 ended: b', '3 ended: c', '4 ended: d']);
  });

  test('makes no more attempts at once than it may, and writes an outcome before the next', async (t) => {
    const line = new Line();
    line.add('a', 'b', 'c');
    const running = new Map<string, () => void>();
    const dispatcher = dispatch(t, line, {
      attempt: ({ order }) =>
        new Promise((resolve) => running.set(order, () => resolve({ type: 'ended', events: [order] }))),
    });
    await new Promise(setImmediate);
    assert.deepEqual([...running.keys()], ['a', 'b']);
    running.get('b')?.();
    while (running.size < 3) await new Promise(setImmediate);
    assert.deepEqual(line.outcomes, ['2 ended: b']);
    running.get('a')?.();
    running.get('c')?.();
    while (dispatcher.running > 0) await new Promise(setImmediate);
  });

  test('sends what an order for several unfolds to', async (t) => {
    const line = new Line();
    line.add('ab');
    const dispatcher = dispatch(t, line, {
      attempt: async ({ order }) =>
        order === 'ab'
          ? {
              type: 'unfolded',
              events: [],
              sends: ['a', 'b'].map((each) => ({ order: each, priority: 1, due: 0, expires: 1 })),
            }
          : { type: 'ended', events: [order] },
    });
    while (dispatcher.running > 0) await new Promise(setImmediate);
    assert.deepEqual(line.outcomes, ['1 unfolded', '2 ended: a', '3 ended: b']);
  });

  test('tries again when it is told to, and after what nobody foresaw', async (t) => {
    const line = new Line();
    line.add('put off', 'broken');
    const reported: unknown[] = [];
    const dispatcher = dispatch(t, line, {
      attempt: async ({ order }) => {
        if (order === 'broken') throw new Error('unforeseen');
        return { type: 'again', due: 5000 };
      },
      report: (error) => reported.push(error),
    });
    while (dispatcher.running > 0) await new Promise(setImmediate);
    assert.deepEqual(line.outcomes, ['1 again at 5000', '2 again at 61000']);
    assert.match(String(reported), /unforeseen/);
  });

  test('keeps an outcome until there is room on the disk for it', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const line = new Line();
    line.failures = 2;
    line.add('a');
    const reported: unknown[] = [];
    const whenNoted: string[][] = [];
    const dispatcher = dispatch(t, line, {
      attempt: async ({ order }, noted) => {
        void noted.then(() => whenNoted.push([...line.outcomes]));
        return { type: 'ended', events: [order] };
      },
      report: (error) => reported.push(error),
    });
    while (dispatcher.running > 0) {
      await new Promise(setImmediate);
      t.mock.timers.tick(1000);
    }
    assert.equal(reported.length, 2);
    assert.deepEqual(line.outcomes, ['1 ended: a']);
    assert.deepEqual(whenNoted, [['1 ended: a']]);
  });

  test('goes on when the queue can be read again; whoever added to it, or ended meanwhile, is not told', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const line = new Line();
    line.add('a');
    const reported: unknown[] = [];
    const dispatcher = dispatch(t, line, { report: (error) => reported.push(error) });
    line.unreadable = 3;
    line.add('b');
    while (dispatcher.running > 0) await new Promise(setImmediate);
    assert.deepEqual(line.outcomes, ['1 ended: a']);
    assert.equal(reported.length, 2);
    t.mock.timers.tick(1000);
    assert.equal(reported.length, 3);
    t.mock.timers.tick(1000);
    while (dispatcher.running > 0) await new Promise(setImmediate);
    assert.deepEqual(line.outcomes, ['1 ended: a', '2 ended: b']);
  });

  test('tells that an outcome is not noted when it is closed before', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const line = new Line();
    line.failures = 2;
    line.add('a');
    let told: Promise<void> | undefined;
    const dispatcher = dispatch(t, line, {
      attempt: async ({ order }, noted) => {
        told = noted;
        return { type: 'ended', events: [order] };
      },
      report: () => undefined,
    });
    const closed = dispatcher.close();
    while (dispatcher.running > 0) {
      await new Promise(setImmediate);
      t.mock.timers.tick(1000);
    }
    await closed;
    assert.ok(told);
    await assert.rejects(told, /cannot note/);
    assert.deepEqual(line.outcomes, []);
  });

  test('finishes what is under way when it is closed, and begins nothing more', async (t) => {
    const line = new Line();
    line.add('a', 'b', 'c');
    const dispatcher = dispatch(t, line, { atOnce: 1 });
    await dispatcher.close();
    assert.deepEqual(line.outcomes, ['1 ended: a']);
    assert.equal(line.waiting.length, 2);
  });
});

describe('a dispatcher whose attempts take long', () => {
  /** One that sends what is named after a route, and waits for what is sent by a route that is silent until a test ends that. */
  function silent(t: TestContext, line: Line) {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const waiting: (() => void)[] = [];
    const dispatcher = dispatch(t, line, {
      attempt: async ({ order }) => {
        if (order.startsWith('silent')) await new Promise<void>((resolve) => waiting.push(resolve));
        return { type: 'ended', events: [order] };
      },
      routes: async ({ order }): Promise<Route[]> => {
        if (order === 'unknown') throw new Error('nobody knows');
        return [{ name: order.split(' ')[0] ?? '', share: 0.5 }];
      },
    });
    return {
      dispatcher,
      waiting,
      async pass(milliseconds: number) {
        t.mock.timers.tick(milliseconds);
        for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      },
      async answer() {
        for (const end of waiting.splice(0)) end();
        while (dispatcher.running > 0) await new Promise(setImmediate);
      },
    };
  }

  const later = { expires: 9000 };

  test('begins others, and puts off those that would wait for the same', async (t) => {
    const line = new Line();
    const { waiting, pass, answer } = silent(t, line);
    const held = [1, 2, 3, 4].map((number) => ({ order: `silent ${number}`, ...later }));
    line.addEach([...held, { order: 'open', ...later }]);
    await pass(999);
    assert.deepEqual([waiting.length, line.outcomes], [2, []]);
    await pass(1);
    assert.deepEqual(line.outcomes.toSorted(), ['3 put off at 2000', '4 put off at 2005', '5 ended: open']);
    await answer();
    assert.deepEqual(line.outcomes.slice(3), ['1 ended: silent 1', '2 ended: silent 2']);
  });

  test('turns away nothing that goes before what waits, and nothing at its end', async (t) => {
    const line = new Line();
    const { waiting, pass, answer } = silent(t, line);
    line.addEach([
      { order: 'silent 1', ...later },
      { order: 'silent 2', ...later },
    ]);
    await pass(1000);
    line.addEach([
      { order: 'silent 3', ...later },
      { order: 'silent 4', expires: 1500 },
      { order: 'silent urgent', priority: 2, ...later },
      { order: 'silent at its end', expires: 1000 },
    ]);
    await pass(0);
    assert.deepEqual(line.outcomes, ['3 put off at 2000', '4 put off at 1500']);
    assert.equal(waiting.length, 4);
    await answer();
  });

  test('goes on as before once they have ended, and tries what nobody knows the route of', async (t) => {
    const line = new Line();
    const { waiting, pass, answer } = silent(t, line);
    line.addEach([
      { order: 'silent 1', ...later },
      { order: 'silent 2', ...later },
      { order: 'unknown', ...later },
    ]);
    await pass(1000);
    assert.deepEqual(line.outcomes, ['3 ended: unknown']);
    await answer();
    line.addEach([
      { order: 'silent 3', ...later },
      { order: 'silent 4', ...later },
    ]);
    await pass(0);
    assert.equal(waiting.length, 2);
    await answer();
    assert.equal(line.outcomes.length, 5);
  });
});
