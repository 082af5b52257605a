import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { Waiting } from '../../contacts/outbox.ts';
import { Relay } from '../../contacts/relay.ts';
import type { LinkTarget } from '../tracked-link.ts';
import type { Hit } from './hit.ts';
import { HitDesk, type HitDeskParts } from './hit-desk.ts';
import type { HitStore } from './hit-store.ts';

const NOW = 1_750_000_000_000;
const WINDOW = 5000;

/** A file in memory, and a log. */
class Account {
  readonly file: Waiting[] = [];
  readonly log: string[] = [];
  now = NOW;
  isFull = false;
  #last = 0;

  readonly store: HitStore = {
    keep: async (hits) => {
      const first = this.#last + 1;
      for (const json of hits) this.file.push({ sequence: ++this.#last, json });
      return first;
    },
    after: (sequence, most) => this.file.filter((each) => each.sequence > sequence).slice(0, most),
    forget: (upTo) => {
      this.file.splice(0, this.file.filter(({ sequence }) => sequence <= upTo).length);
    },
  };

  open(more: Partial<HitDeskParts> = {}): HitDesk {
    const relay = new Relay({
      publish: async (events) => {
        if (this.isFull) throw new Error('the disk is full');
        for (const { json } of events) if (!this.log.includes(json)) this.log.push(json);
      },
      forget: (upTo) => this.store.forget(upTo),
      report: () => undefined,
    });
    return new HitDesk({
      store: this.store,
      relay,
      event: ({ id }, verdict) => `${id} ${verdict?.rule ?? 'person'}`,
      window: WINDOW,
      haste: 0,
      judged: () => undefined,
      now: () => this.now,
      ...more,
    });
  }
}

function hit(id: string, at: number, link: LinkTarget = { type: 'open' }): Hit {
  const stamp = {
    time: NOW,
    id: 'd52055cd-e854-4177-8ef5-b10fd8d568a7',
    thread: 'a3078b19-b379-4bc2-b29a-e8229a9c9332',
  };
  const of = { action: 'A', contact: 'C', of: 'message', stamp, sentAt: NOW } as const;
  return { id, at, method: 'GET', prefetch: false, ip: '192.0.2.1', agent: 'Reader', link: { ...of, link } };
}

/** Lets time go by, in the clock of the desk and for its timers. */
async function pass(t: TestContext, account: Account, milliseconds: number): Promise<void> {
  account.now += milliseconds;
  for (let turn = 0; turn < 20; turn++) {
    t.mock.timers.tick(milliseconds / 20);
    await new Promise(setImmediate);
  }
}

describe('a desk of hits', () => {
  test('publishes a hit when the window is over, with what was seen until then', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const account = new Account();
    const desk = account.open();
    await pass(t, account, 0);
    await desk.keep(hit('a', NOW));
    await pass(t, account, WINDOW - 1000);
    assert.deepEqual(account.log, []);
    await desk.keep(hit('b', account.now, { type: 'trap' }));
    await pass(t, account, 2000);
    assert.deepEqual(account.log, ['a hidden link']);
    await pass(t, account, WINDOW);
    assert.deepEqual(account.log, ['a hidden link', 'b hidden link']);
    assert.deepEqual(account.file, []);
    await desk.close();
  });

  test('publishes a hit at once when there is no window', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const account = new Account();
    const desk = account.open({ window: 0 });
    await pass(t, account, 0);
    await desk.keep(hit('a', NOW, { type: 'trap' }));
    await pass(t, account, 0);
    assert.deepEqual(account.log, ['a hidden link']);
    await desk.close();
  });

  test('judges after a start what was kept before, and keeps what the log cannot take', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const account = new Account();
    const killed = account.open();
    await pass(t, account, 0);
    await killed.keep(hit('a', NOW));
    await killed.close();
    account.isFull = true;
    const desk = account.open();
    await pass(t, account, WINDOW);
    await pass(t, account, 1000);
    assert.deepEqual([account.log, account.file.length], [[], 1]);
    account.isFull = false;
    await pass(t, account, 4000);
    assert.deepEqual([account.log, account.file.length], [['a person'], 0]);
    await desk.close();
  });

  test('holds few in memory and reads the others from the file, each once and in order', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const account = new Account();
    const desk = account.open({ mostInMemory: 4 });
    await pass(t, account, 0);
    const ids = Array.from({ length: 50 }, (_, n) => `hit-${n}`);
    for (const id of ids) {
      await desk.keep(hit(id, account.now));
      assert.ok(desk.waiting <= 8, `${desk.waiting} in memory`);
    }
    for (let turn = 0; turn < 20; turn++) await pass(t, account, WINDOW);
    assert.deepEqual(
      account.log,
      ids.map((id) => `${id} person`),
    );
    assert.deepEqual(account.file, []);
    await desk.close();
  });
});
