import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Intake, InvalidEvent } from './intake.ts';
import { type Appended, type Entry, type EventLog, LogFull } from './log.ts';
import { MemoryEventLog } from './memory/memory-event-log.ts';
import { EXAMPLE_EVENTS } from './model/examples.ts';
import { Publisher } from './publisher.ts';

const [example] = EXAMPLE_EVENTS;
assert.ok(example);
const { identity } = example;

const MEGABYTE = 1024 * 1024;

function intakeOf(log: Pick<EventLog, 'append'>, maxCommitEvents = 20_000): Intake {
  const publisher = new Publisher(log, { maxCommitEvents, maxCommitBytes: 16 * MEGABYTE });
  return new Intake(publisher, { identity, maxEventBytes: MEGABYTE, now: () => 0 });
}

/** An event whose id is made from a number. */
function event(number: number, extra: object = {}): Buffer {
  const id = `c0ffee00-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
  return Buffer.from(JSON.stringify({ ...example, id, ...extra }));
}

function offer(intake: Intake, count: number, first = 0): void {
  for (let number = first; number < first + count; number++) intake.offer(event(number));
}

/** A log that keeps every append waiting until it is released, one after the other. */
function slowLog() {
  const log = new MemoryEventLog();
  const waiting: (() => void)[] = [];
  return {
    append: async (entries: readonly Entry[]): Promise<Appended> => {
      await new Promise<void>((release) => waiting.push(release));
      return log.append(entries);
    },
    release: () => waiting.shift()?.(),
  };
}

/** Offers events until the intake has no room for more, and gives the promise of some. */
async function fill(intake: Intake, offerSome: () => void): Promise<{ room: Promise<void> }> {
  for (let time = 0; time < 200; time++) {
    offerSome();
    let hasRoom = false;
    const room = intake.room().then(() => {
      hasRoom = true;
    });
    // By then everything has happened that happens by itself.
    await new Promise(setImmediate);
    if (!hasRoom) return { room };
  }
  return assert.fail('nothing holds the stream up');
}

/** The refusal of an event that is offered. */
function refusal(intake: Intake, bytes: Buffer): InvalidEvent {
  try {
    intake.offer(bytes);
  } catch (error) {
    if (error instanceof InvalidEvent) return error;
    throw error;
  }
  return assert.fail('the event was taken');
}

describe('an intake', () => {
  it('takes a stream of any length, and tells what is new, what was there and how far the log is', async () => {
    const log = new MemoryEventLog();
    const first = intakeOf(log);
    offer(first, 3000);
    assert.deepEqual(await first.settle(), { accepted: 3000, duplicates: 0, position: 3000 });
    const second = intakeOf(log);
    offer(second, 2000, 2000);
    assert.deepEqual(await second.settle(), { accepted: 1000, duplicates: 1000, position: 4000 });
    assert.deepEqual([second.seen, second.receipt.position], [2000, 4000]);
  });

  it('tells the position of the log when the stream is empty', async () => {
    const log = new MemoryEventLog();
    const first = intakeOf(log);
    offer(first, 7);
    await first.settle();
    assert.deepEqual(await intakeOf(log).settle(), { accepted: 0, duplicates: 0, position: 7 });
  });

  it('passes over what is blank, and a byte order mark', async () => {
    const intake = intakeOf(new MemoryEventLog());
    for (const blank of ['', ' ', '\r', '\t ', '\uFEFF']) intake.offer(Buffer.from(blank));
    intake.offer(Buffer.concat([Buffer.from('\uFEFF'), event(1)]));
    assert.deepEqual(await intake.settle(), { accepted: 1, duplicates: 0, position: 1 });
    assert.equal(intake.seen, 1);
  });

  it('publishes while the stream is still coming', async () => {
    const log = new MemoryEventLog();
    const intake = intakeOf(log);
    offer(intake, 1500);
    await new Promise(setImmediate);
    assert.ok(log.head() >= 1000, `${log.head()} of 1500`);
    assert.equal(intake.receipt.accepted, log.head());
  });
});

describe('an event that is not valid', () => {
  it('is refused with its index, in which blanks do not count, and what is wrong', () => {
    const cases: [string | Buffer, string, RegExp][] = [
      ['{"type":', '', /^event 2 is no JSON: /],
      [Buffer.from([0x22, 0xff, 0x22]), '', /^event 2 is not UTF-8$/],
      ['[]', '', /^event 2 must be an object$/],
      [event(9, { timestamp: 'noon' }), '/timestamp', /^event 2 at \/timestamp /],
      [event(9, { note: 'x'.repeat(MEGABYTE) }), '', /^event 2 is larger than 1048576 bytes$/],
    ];
    for (const [bytes, pointer, message] of cases) {
      const intake = intakeOf(new MemoryEventLog());
      offer(intake, 2);
      intake.offer(Buffer.from('\n'));
      const refused = refusal(intake, Buffer.from(bytes));
      assert.deepEqual([refused.index, refused.flaws[0]?.pointer], [2, pointer]);
      assert.match(refused.message, message);
      assert.equal(intake.seen, 3);
    }
  });

  it('leaves what came before it, and lets the stream go on if that is wished', async () => {
    const log = new MemoryEventLog();
    const intake = intakeOf(log);
    offer(intake, 700);
    assert.equal(refusal(intake, Buffer.from('{}')).index, 700);
    assert.deepEqual(await intake.settle(), { accepted: 700, duplicates: 0, position: 700 });
    offer(intake, 5, 700);
    assert.equal(refusal(intake, Buffer.from('{}')).index, 706);
    assert.equal((await intake.settle()).accepted, 705);
    assert.equal(log.head(), 705);
  });
});

describe('a stream that comes faster than the disk takes it', () => {
  it('is held up when so many events wait, until some are stored', async () => {
    const log = slowLog();
    const intake = intakeOf(log, 512);
    let offered = 0;
    const { room } = await fill(intake, () => {
      offer(intake, 512, offered);
      offered += 512;
    });
    assert.ok(offered >= 20_000, 'a whole commit does not fit in');
    assert.ok(offered <= 40_000, `${offered} events wait`);
    log.release();
    await room;
    assert.equal(intake.receipt.accepted, 512);
  });

  it('is held up when so many bytes wait, however few events they are', async () => {
    const log = slowLog();
    const intake = intakeOf(log);
    const note = 'x'.repeat(MEGABYTE / 4);
    let offered = 0;
    const { room } = await fill(intake, () => intake.offer(event(offered++, { note })));
    assert.ok(offered * note.length <= 40 * MEGABYTE, `${offered} events of ${note.length} bytes wait`);
    log.release();
    await room;
  });
});

describe('a stream for which the disk has no room', () => {
  /** A log that refuses its n-th append and would take all others. */
  function refusingLog(nth: number) {
    const log = new MemoryEventLog();
    let appends = 0;
    return {
      head: () => log.head(),
      append: async (entries: readonly Entry[]): Promise<Appended> => {
        appends += 1;
        await new Promise(setImmediate);
        if (appends === nth) throw new LogFull();
        return log.append(entries);
      },
    };
  }

  it('is stored up to there without a gap, and the receipt tells how far', async () => {
    const log = refusingLog(3);
    // Every bundle is a commit of its own.
    const intake = intakeOf(log, 512);
    offer(intake, 512 * 6 + 10);
    await assert.rejects(intake.settle(), LogFull);
    assert.deepEqual(intake.receipt, { accepted: 1024, duplicates: 0, position: 1024 });
    assert.equal(log.head(), 1024);
  });

  it('is not taken up again by what is offered after the failure', async () => {
    const log = refusingLog(1);
    const intake = intakeOf(log);
    offer(intake, 600);
    await assert.rejects(intake.settle(), LogFull);
    offer(intake, 600, 600);
    await assert.rejects(intake.settle(), LogFull);
    assert.deepEqual([intake.receipt.accepted, log.head()], [0, 0]);
  });

  it('tells so while it is held up, too', async () => {
    const intake = intakeOf(refusingLog(1), 512);
    await assert.rejects(async () => {
      for (let offered = 0; offered < 100_000; offered += 512) {
        offer(intake, 512, offered);
        await intake.room();
      }
    }, LogFull);
    await assert.rejects(intake.settle(), LogFull);
  });

  it('does not hinder other streams into the same log', async () => {
    const log = refusingLog(1);
    const publisher = new Publisher(log, { maxCommitEvents: 512, maxCommitBytes: MEGABYTE });
    const terms = { identity, maxEventBytes: MEGABYTE, now: () => 0 };
    const [refused, taken] = [new Intake(publisher, terms), new Intake(publisher, terms)];
    offer(refused, 600);
    offer(taken, 600, 600);
    await assert.rejects(refused.settle(), LogFull);
    assert.deepEqual(await taken.settle(), { accepted: 600, duplicates: 0, position: 600 });
  });
});
