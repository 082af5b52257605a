import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { Throttle } from './throttle.ts';

/** A throttle whose time goes on only when the test says so, and the names of those who were let go. */
function throttleOf(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const throttle = new Throttle(Date.now);
  const gone: string[] = [];
  return {
    throttle,
    gone,
    take: (
      name: string,
      rate: number | undefined,
      options: { urgent?: boolean; burst?: number; domain?: string } = {},
    ) => {
      const { urgent = false, domain = 'example.org', ...burst } = options;
      void throttle
        .take('sender', domain, rate === undefined ? undefined : { perSecond: rate, ...burst }, { urgent })
        .then((may) => gone.push(may ? name : `${name} not`));
    },
    /** Lets milliseconds pass, and all that becomes of it. */
    async pass(milliseconds: number) {
      t.mock.timers.tick(milliseconds);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('a throttle', () => {
  it('lets a burst go at once, and then so many per second', async (t) => {
    const { take, gone, pass } = throttleOf(t);
    for (let index = 0; index < 10; index++) take(String(index), 4);
    await pass(0);
    assert.equal(gone.length, 4);
    await pass(249);
    assert.equal(gone.length, 4);
    await pass(1);
    assert.equal(gone.length, 5);
    await pass(500);
    assert.equal(gone.length, 7);
    await pass(10_000);
    assert.deepEqual(gone, ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  });

  it('never lets more go than the rate allows, however many ask', async (t) => {
    const { take, gone, pass } = throttleOf(t);
    for (let index = 0; index < 5000; index++) take(String(index), 100, { burst: 10 });
    for (let second = 0; second < 10; second++) {
      const before = gone.length;
      for (let tick = 0; tick < 100; tick++) await pass(10);
      const went = gone.length - before;
      assert.ok(went >= 95 && went <= 111, `${went} in second ${second}`);
    }
  });

  it('does not save up rest beyond the burst', async (t) => {
    const { take, gone, pass } = throttleOf(t);
    take('a', 2);
    await pass(3_600_000);
    for (let index = 0; index < 9; index++) take(String(index), 2);
    await pass(0);
    assert.equal(gone.length, 3);
  });

  it('goes below one a second', async (t) => {
    const { take, gone, pass } = throttleOf(t);
    take('a', 0.1);
    take('b', 0.1);
    await pass(9_999);
    assert.deepEqual(gone, ['a']);
    await pass(1);
    assert.deepEqual(gone, ['a', 'b']);
  });

  it('lets the urgent go first, and each in their order', async (t) => {
    const { take, gone, pass } = throttleOf(t);
    take('first', 1);
    take('second', 1);
    take('third', 1);
    take('urgent', 1, { urgent: true });
    take('urgent too', 1, { urgent: true });
    await pass(0);
    for (let second = 0; second < 5; second++) await pass(1000);
    assert.deepEqual(gone, ['first', 'urgent', 'urgent too', 'second', 'third']);
  });

  it('holds one domain back and not another, and nobody without a rate', async (t) => {
    const { take, gone, pass } = throttleOf(t);
    take('a', 1);
    take('b', 1);
    take('c', 1, { domain: 'example.net' });
    take('d', undefined);
    take('e', 0);
    await pass(0);
    assert.deepEqual(gone.toSorted(), ['a', 'c', 'd', 'e']);
  });

  it('sends away all who wait when it is closed, and all who come', async (t) => {
    const { throttle, take, gone, pass } = throttleOf(t);
    for (const name of ['a', 'b', 'c']) take(name, 1);
    await pass(0);
    throttle.close();
    take('d', 1);
    take('e', undefined);
    await pass(10_000);
    assert.deepEqual(gone.toSorted(), ['a', 'b not', 'c not', 'd not', 'e not']);
    assert.equal(throttle.waiting, 0);
  });

  it('obeys a rate that is changed while messages wait', async (t) => {
    const { throttle, take, gone, pass } = throttleOf(t);
    for (let index = 0; index < 50; index++) take(String(index), 1);
    await pass(1000);
    assert.equal(gone.length, 2);
    take('x', 100);
    await pass(1000);
    await pass(1000);
    assert.equal(gone.length, 51);
    assert.equal(throttle.waiting, 0);
  });
});
