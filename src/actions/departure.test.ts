import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { departureOf } from './departure.ts';

const NOW = Date.UTC(2026, 10, 20, 12);
const HOUR = 3_600_000;

describe('a campaign leaves', () => {
  test('at once when it is asap, whatever start it has', () => {
    assert.deepEqual(departureOf({ type: 'asap' }, NOW), { start: NOW });
    assert.deepEqual(departureOf({ type: 'asap', startDate: NOW + HOUR }, NOW), { start: NOW });
  });

  test('at its start when it is scheduled, and at once when that has passed', () => {
    assert.deepEqual(departureOf({ type: 'scheduled', startDate: NOW + HOUR }, NOW), { start: NOW + HOUR });
    assert.deepEqual(departureOf({ type: 'scheduled', startDate: NOW - HOUR }, NOW), { start: NOW });
  });

  test('until its end', () => {
    const endDate = NOW + 2 * HOUR;
    assert.deepEqual(departureOf({ type: 'scheduled', startDate: NOW + HOUR, endDate }, NOW), {
      start: NOW + HOUR,
      end: endDate,
    });
    assert.deepEqual(departureOf({ type: 'asap', endDate: NOW + 1 }, NOW), { start: NOW, end: NOW + 1 });
  });

  test('not after its end, nor at the hour of each reader', () => {
    assert.match(String(departureOf({ type: 'asap', endDate: NOW }, NOW)), /endDate/);
    const scheduled = { type: 'scheduled', startDate: NOW - 2 * HOUR, endDate: NOW - HOUR } as const;
    assert.match(String(departureOf(scheduled, NOW)), /endDate/);
    assert.match(String(departureOf({ type: 'timeZoneSchedule', startDate: NOW }, NOW)), /asap/);
  });
});
