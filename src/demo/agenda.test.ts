import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Agenda } from './agenda.ts';
import { created } from './contact-life.ts';
import { person } from './people.ts';
import { Random } from './random.ts';

const setting = {
  random: new Random('agenda'),
  identity: { type: 'customer' as const, agency: 'DEMO', customer: '028' },
  end: 1_000,
};
const happened = created(setting, person('agenda', 0), 5);

test('moments leave in order of publication, equal ones in order of arrival, and none too early', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), fc.nat(20), (times, until) => {
      const agenda = new Agenda();
      const moments = times.map((publishAt) => ({ ...happened, publishAt }));
      for (const moment of moments) agenda.add(moment);
      const expected = moments.toSorted((a, b) => a.publishAt - b.publishAt);
      const early = expected.filter(({ publishAt }) => publishAt < until);
      const left = [...agenda.until(until)];
      assert.ok(left.every((moment, i) => moment === early[i]));
      assert.equal(left.length, early.length);
      const rest = [...agenda.until(Number.POSITIVE_INFINITY)];
      assert.ok(rest.every((moment, i) => moment === expected[early.length + i]));
      assert.equal(left.length + rest.length, moments.length);
    }),
  );
});
