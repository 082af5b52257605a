import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { type Complaint, type Examination, HEALTH_PARTS, Health, type HealthPart } from './health.ts';

const START = Date.UTC(2026, 5, 15, 9);
const FAILING: Complaint = { status: 'failing', reason: 'it is broken', cause: new Error('/secret/file') };
const DEGRADED: Complaint = { status: 'degraded', reason: 'it limps' };

describe('the health of a server', () => {
  let time: number;
  let examined: HealthPart[];
  let reported: [HealthPart, Complaint | undefined][];
  let examinations: Record<HealthPart, Examination>;
  let health: Health;

  beforeEach(() => {
    time = 0;
    examined = [];
    reported = [];
    const well = (part: HealthPart) => () => {
      examined.push(part);
      return undefined;
    };
    examinations = {
      catalog: well('catalog'),
      canary: well('canary'),
      logs: well('logs'),
      writer: well('writer'),
      contacts: well('contacts'),
      sending: well('sending'),
      inbound: well('inbound'),
      hits: well('hits'),
      archives: well('archives'),
      disk: well('disk'),
      sealing: well('sealing'),
    };
    health = new Health(examinations, {
      now: () => START + time,
      elapsed: () => time,
      report: (part, complaint) => reported.push([part, complaint]),
      patience: 1,
      limit: 10_000,
    });
  });

  it('is ok when every part is', async () => {
    const { status, parts } = await health.check();
    assert.equal(status, 'ok');
    assert.deepEqual(Object.keys(parts), [...HEALTH_PARTS]);
    for (const part of Object.values(parts)) assert.deepEqual(part, { status: 'ok' });
    assert.deepEqual(reported, []);
  });

  it('is looked at once a second at most', async () => {
    await Promise.all([health.check(), health.check()]);
    time = 999;
    await health.check();
    assert.deepEqual(examined, [...HEALTH_PARTS]);
    time = 1000;
    await health.check();
    assert.equal(examined.length, 2 * HEALTH_PARTS.length);
  });

  it('tells which part is ill, since when, and why, without the cause', async () => {
    await health.check();
    examinations.logs = () => FAILING;
    time = 2000;
    const first = await health.check();
    time = 60_000;
    const later = await health.check();
    for (const { status, parts } of [first, later]) {
      assert.equal(status, 'failing');
      assert.deepEqual(parts.logs, {
        status: 'failing',
        since: '2026-06-15T09:00:02.000Z',
        reason: 'it is broken',
      });
      assert.deepEqual(parts.writer, { status: 'ok' });
      assert.ok(!JSON.stringify(parts).includes('secret'));
    }
    assert.deepEqual(reported, [['logs', FAILING]]);
  });

  it('is well again when the part is, and says so once', async () => {
    examinations.disk = () => FAILING;
    await health.check();
    examinations.disk = () => undefined;
    for (time of [1000, 2000]) assert.equal((await health.check()).status, 'ok');
    assert.deepEqual(reported, [
      ['disk', FAILING],
      ['disk', undefined],
    ]);
  });

  it('is as bad as its worst part', async () => {
    examinations.sealing = () => DEGRADED;
    assert.equal((await health.check()).status, 'degraded');
    examinations.catalog = () => FAILING;
    time = 1000;
    assert.equal((await health.check()).status, 'failing');
  });

  it('dates a part as its complaint does, when that knows', async () => {
    examinations.canary = () => ({ ...DEGRADED, since: Date.parse('2026-06-14T09:00:00.000Z') });
    assert.equal((await health.check()).parts.canary.since, '2026-06-14T09:00:00.000Z');
  });

  it('dates a part that gets worse anew', async () => {
    examinations.disk = () => DEGRADED;
    await health.check();
    examinations.disk = () => FAILING;
    time = 5000;
    assert.equal((await health.check()).parts.disk.since, '2026-06-15T09:00:05.000Z');
  });

  it('is failing when an examination throws, and keeps the text to the log', async () => {
    const error = new Error('no such table in /secret/file');
    examinations.catalog = async () => {
      throw error;
    };
    const { parts } = await health.check();
    assert.equal(parts.catalog.status, 'failing');
    assert.ok(!JSON.stringify(parts).includes('secret'));
    assert.equal(reported[0]?.[1]?.cause, error);
  });

  it('does not wait for what hangs, calls it failing after its limit, and asks it only once', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    let asked = 0;
    examinations.writer = () => {
      asked += 1;
      return promise;
    };
    for (time of [0, 9999]) assert.equal((await health.check()).status, 'ok', `after ${time}`);
    time = 11_000;
    const { status, parts } = await health.check();
    assert.equal(status, 'failing');
    assert.deepEqual(parts.writer, {
      status: 'failing',
      since: '2026-06-15T09:00:11.000Z',
      reason: 'it does not answer',
    });
    assert.equal(asked, 1);
    resolve(undefined);
    await promise;
    time = 12_000;
    assert.equal((await health.check()).status, 'ok');
  });

  it('is no worse than degraded when no answer needs the part that hangs or throws', async () => {
    examinations.archives = () => new Promise(() => undefined);
    examinations.sealing = () => {
      throw new Error('no');
    };
    await health.check();
    time = 11_000;
    const { status, parts } = await health.check();
    assert.equal(status, 'degraded');
    assert.deepEqual(
      [parts.archives.reason, parts.sealing.reason],
      ['it does not answer', 'it answers with an error'],
    );
  });
});
