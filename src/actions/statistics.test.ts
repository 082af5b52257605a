import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Compile } from 'typebox/compile';
import type { Tally } from '../events/tallies.ts';
import { Statistics, statisticsOf } from './statistics.ts';

const NOBODY = { open: 0, redirection: 0, either: 0 };

const COUNTS: readonly Tally[] = [
  { type: 'execution', detail: '', count: 110 },
  { type: 'activation', detail: '', count: 100 },
  { type: 'cancellation', detail: 'redlisted target', count: 3 },
  { type: 'cancellation', detail: 'bounced target', count: 2 },
  { type: 'cancellation', detail: 'user defined policy', count: 4 },
  { type: 'cancellation', detail: 'expired', count: 1 },
  { type: 'bounce', detail: 'hard unknown user', count: 5 },
  { type: 'bounce', detail: 'soft mailbox full', count: 6 },
  { type: 'bounce', detail: 'soft', count: 1 },
  { type: 'bounce', detail: 'soft unwanted message', count: 2 },
  { type: 'hit', subtype: 'open', detail: '', count: 40 },
  { type: 'hit', subtype: 'open', robot: 'mpp', detail: '', count: 30 },
  { type: 'hit', subtype: 'redirection', detail: 'shop', count: 8 },
  { type: 'hit', subtype: 'redirection', detail: 'help', count: 9 },
  { type: 'hit', subtype: 'redirection', robot: 'gsr', detail: 'shop', count: 20 },
  { type: 'hit', subtype: 'unsubscribe', detail: 'List-Unsubscribe', count: 2 },
  { type: 'hit', subtype: 'unsubscribe', detail: 'bye', count: 3 },
  { type: 'complaint', detail: 'fbl.yahoo.com', count: 2 },
  { type: 'complaint', detail: 'notyahoo.com', count: 1 },
];

test('the counts of an action are the statistics that old programs read', () => {
  const statistics = statisticsOf('mail', {
    counts: COUNTS,
    reached: { open: 25, redirection: 7, either: 27 },
  });
  assert.ok(Compile(Statistics).Check(statistics));
  const { dispatch, feedback } = statistics;
  assert.deepEqual(dispatch, {
    sent: 100,
    rejected: {
      total: 10,
      redlist: 3,
      bounces: 2,
      blacklist: 0,
      marketingPressure: 0,
      emptyAddress: 0,
      exclusions: 0,
      other: 5,
    },
  });
  assert.deepEqual(feedback.reactive, { total: 57, unique: 27 });
  assert.deepEqual(feedback.opening, { total: 40, opener: { total: 25 } });
  assert.deepEqual(feedback.click, {
    total: 17,
    clicker: { total: 7, effective: 7 },
    links: [
      { label: 'help', people: 9, robots: 0 },
      { label: 'shop', people: 8, robots: 20 },
    ],
  });
  assert.deepEqual(feedback.robots, { opening: 30, click: 20 });
  assert.deepEqual(feedback.bounce, { soft: 7, hard: 5, spam: 2 });
  assert.deepEqual(feedback.redlist.unsubscribe, { total: 5, form: 3, list: 2 });
  assert.deepEqual([feedback.redlist.complaint.total, feedback.redlist.complaint.yahoo], [3, 2]);
});

test('of an action that was never sent all numbers are 0', () => {
  const text = JSON.stringify(statisticsOf('sms', { counts: [], reached: NOBODY }));
  assert.doesNotMatch(text, /[1-9]/);
});
