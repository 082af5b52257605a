import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Route } from '../delivery/route.ts';
import { Places } from './places.ts';
import { PRIORITIES, type Priority } from './send.ts';

const route = (name: string, share = 0.5): Route => ({ name, share });

const { campaign, message } = PRIORITIES;

/** Lets so many attempts on a route take long. */
function stall(places: Places, routes: readonly Route[], count: number, priority: Priority = message): void {
  for (let begun = 0; begun < count; begun++) places.makeLate(places.take(priority), routes);
}

describe('places', () => {
  test('are as many as there may be, and those of attempts that take long are given to others', () => {
    const places = new Places({ atOnce: 2, late: 3 });
    const [first, second] = [places.take(message), places.take(message)];
    assert.deepEqual([places.free, places.anyLate], [0, false]);
    places.makeLate(first, [route('a')]);
    places.makeLate(first, [route('a')]);
    assert.deepEqual([places.free, places.anyLate], [1, true]);
    places.leave(first);
    places.leave(first);
    assert.deepEqual([places.free, places.anyLate], [1, false]);
    places.leave(second);
    places.makeLate(second, []);
    assert.deepEqual([places.free, places.anyLate], [2, false]);
  });

  test('are no more, however many attempts take long', () => {
    const places = new Places({ atOnce: 2, late: 3 });
    stall(places, [route('a')], 4);
    assert.equal(places.free, 1);
    stall(places, [route('b')], 1);
    assert.equal(places.free, 0);
  });

  test('are shared: whatever number of routes stalls, the next one finds some', () => {
    const places = new Places({ atOnce: 32, late: 96 });
    for (const name of ['a', 'b', 'c', 'd']) {
      assert.equal(places.full([route(name)], message), undefined);
      let count = 0;
      for (; places.full([route(name)], message) === undefined; count++) stall(places, [route(name)], 1);
      assert.ok(count > 0 && places.free === 32, `${count} of ${name}, ${places.free} free`);
    }
    const fresh = places.take(message);
    fresh.routes = [route('e')];
    assert.equal(places.full([route('e')], message), undefined);
  });

  test('of one domain are fewer than those of the relay that it is reached by', () => {
    const places = new Places({ atOnce: 32, late: 96 });
    const [relay, slow, other] = [route('relay', 1), route('relay slow'), route('relay other')];
    stall(places, [relay, slow], 32);
    assert.equal(places.full([relay, slow], message), slow);
    assert.equal(places.full([relay, other], message), undefined);
    stall(places, [relay, other], 16);
    assert.equal(places.full([relay, route('relay third')], message), relay);
  });

  test('are there for a single message, whatever part of a campaign waits for the same', () => {
    const places = new Places({ atOnce: 32, late: 96 });
    const relay = route('relay');
    stall(places, [relay], 32, campaign);
    assert.equal(places.full([relay], campaign), relay);
    assert.equal(places.full([relay], message), undefined);
    stall(places, [relay], 32);
    assert.equal(places.full([relay], message), relay);
    assert.equal(places.full([relay], PRIORITIES.urgent), undefined);
  });
});
