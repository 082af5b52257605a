import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Scope } from '../log.ts';
import { EVENT_TYPES, type EventType } from '../model/event-types.ts';
import { LINK_TYPES } from '../model/hit.ts';
import { REPLY_TYPES } from '../model/reply.ts';
import { entries } from './entries.contract.ts';
import { type MakeLogs, withLog } from './make.contract.ts';
import { assertReads } from './reading.contract.ts';

const HASH = '3858f62230ac3c915f300c664312c63f';
const OTHER_HASH = '0441619ab4631d18548aa8835dd2c28b';

/** Ids that a store might mix up: by case, by prefix, as a number, as a pattern or as a piece of SQL. */
const DELICATE_IDS = [
  '000PE4',
  '000pe4',
  '000PE',
  '000PE40',
  '0',
  '00',
  '7',
  '7.0',
  '%',
  '_',
  "'",
  "' OR 1=1 --",
  'été',
  'e\u0301te\u0301',
  '\u{1f4ec}',
  ' ',
  '/',
  'null',
];

/** Whose events each scope reads, and which types and subtypes. */
export function scopesContract(make: MakeLogs): void {
  describe('a scope', () => {
    test('of a family holds the events of that family', () =>
      withLog(make, async (log) => {
        const families = ['actions', 'notifications', 'display', 'contacts'] as const;
        await log.append(
          entries(...[...families, ...families].map((family, index) => ({ n: index + 1, family }))),
        );
        for (const [index, family] of families.entries()) {
          await assertReads(log, { scope: { of: 'family', family } }, [index + 1, index + 5]);
        }
      }));

    test('of an owner holds its events, and none of the same id in another family', () =>
      withLog(make, async (log) => {
        await log.append(
          entries(
            { n: 1, family: 'actions', owner: '156' },
            { n: 2, family: 'notifications', owner: '156' },
            { n: 3, family: 'display', owner: '156' },
            { n: 4, family: 'actions', owner: '157', contact: '156', campaign: '156' },
            { n: 5, family: 'actions' },
            { n: 6, family: 'actions', owner: '156' },
          ),
        );
        await assertReads(log, { scope: { of: 'owner', family: 'actions', id: '156' } }, [1, 6]);
        await assertReads(log, { scope: { of: 'owner', family: 'notifications', id: '156' } }, [2]);
        await assertReads(log, { scope: { of: 'owner', family: 'display', id: '156' } }, [3]);
        await assertReads(log, { scope: { of: 'owner', family: 'contacts', id: '156' } }, []);
        await assertReads(log, { scope: { of: 'owner', family: 'notifications', id: '157' } }, []);
      }));

    test('of a campaign holds the events of its contents', () =>
      withLog(make, async (log) => {
        await log.append(
          entries(
            { n: 1, family: 'display', owner: 'banner', campaign: 'spring' },
            { n: 2, family: 'display', owner: 'spring' },
            { n: 3, family: 'display', owner: 'footer', campaign: 'spring' },
            { n: 4, family: 'display', owner: 'banner', campaign: 'summer' },
          ),
        );
        await assertReads(log, { scope: { of: 'campaign', id: 'spring' } }, [1, 3]);
        await assertReads(log, { scope: { of: 'campaign', id: 'banner' } }, []);
      }));

    test('of a contact holds its events of every family', () =>
      withLog(make, async (log) => {
        await log.append(
          entries(
            { n: 1, family: 'actions', owner: 'A', contact: 'C1', hash: HASH },
            { n: 2, family: 'notifications', owner: '1', contact: 'C1' },
            { n: 3, family: 'display', owner: 'B', hash: HASH },
            { n: 4, family: 'contacts', type: 'creation', contact: 'C1', hash: HASH },
            { n: 5, family: 'actions', owner: 'C1', contact: 'C2', hash: OTHER_HASH },
            { n: 6, family: 'display', owner: 'B' },
          ),
        );
        await assertReads(log, { scope: { of: 'contact', id: 'C1' } }, [1, 2, 4]);
        await assertReads(log, { scope: { of: 'contact', id: 'C2' } }, [5]);
        await assertReads(log, { scope: { of: 'hash', hash: HASH } }, [1, 3, 4]);
        await assertReads(log, { scope: { of: 'hash', hash: OTHER_HASH } }, [5]);
      }));

    test('tells its ids apart to the letter', () =>
      withLog(make, async (log) => {
        const told = DELICATE_IDS.map((id, index) => ({
          n: index + 1,
          owner: id,
          contact: id,
          campaign: id,
        }));
        await log.append(entries(...told));
        for (const [index, id] of DELICATE_IDS.entries()) {
          await assertReads(log, { scope: { of: 'owner', family: 'actions', id } }, [index + 1]);
          await assertReads(log, { scope: { of: 'contact', id } }, [index + 1]);
          await assertReads(log, { scope: { of: 'campaign', id } }, [index + 1]);
        }
      }));
  });

  describe('whether a scope has events', () => {
    const scopes: Scope[] = [
      { of: 'family', family: 'display' },
      { of: 'owner', family: 'display', id: 'banner' },
      { of: 'campaign', id: 'spring' },
      { of: 'contact', id: 'C1' },
      { of: 'hash', hash: HASH },
    ];
    const facets = {
      family: 'display',
      owner: 'banner',
      campaign: 'spring',
      contact: 'C1',
      hash: HASH,
    } as const;

    for (const scope of scopes) {
      test(`is told of a ${scope.of}`, () =>
        withLog(make, async (log) => {
          await log.append(
            entries({ n: 1, owner: 'other', campaign: 'other', contact: 'C2', hash: OTHER_HASH }),
          );
          assert.equal(log.has(scope), false);
          await log.append(entries({ n: 2, ...facets, timestamp: 0 }));
          assert.equal(log.has(scope), true);
        }));

      test(`does not depend on a robot: ${scope.of}`, () =>
        withLog(make, async (log) => {
          await log.append(entries({ n: 1, ...facets, type: 'hit', subtype: 'open', robot: 'mpp' }));
          assert.equal(log.has(scope), true);
        }));
    }
  });

  describe('types', () => {
    test('are chosen one, several or none at a time', () =>
      withLog(make, async (log) => {
        await log.append(entries(...EVENT_TYPES.map((type, index) => ({ n: index + 1, type, owner: 'A' }))));
        const number = (type: EventType) => EVENT_TYPES.indexOf(type) + 1;
        const all = EVENT_TYPES.map(number);
        for (const scope of [
          { of: 'family', family: 'actions' },
          { of: 'owner', family: 'actions', id: 'A' },
        ] as const) {
          await assertReads(log, { scope }, all);
          for (const type of EVENT_TYPES) await assertReads(log, { scope, types: [type] }, [number(type)]);
          await assertReads(log, { scope, types: ['bounce', 'hit'] }, [number('bounce'), number('hit')]);
          await assertReads(log, { scope, types: EVENT_TYPES }, all);
          await assertReads(log, { scope, types: [] }, []);
        }
      }));

    test('of hits and replies have subtypes', () =>
      withLog(make, async (log) => {
        const told = [
          ...LINK_TYPES.map((subtype) => ({ type: 'hit' as const, subtype })),
          ...REPLY_TYPES.map((subtype) => ({ type: 'reply' as const, subtype })),
        ].map((facets, index) => ({ n: index + 1, owner: 'A', contact: 'C1', ...facets }));
        await log.append(entries(...told, { n: 100, type: 'bounce', owner: 'A', contact: 'C1' }));
        for (const scope of [
          { of: 'family', family: 'actions' },
          { of: 'owner', family: 'actions', id: 'A' },
          { of: 'contact', id: 'C1' },
        ] as const) {
          for (const { n, type, subtype } of told) {
            await assertReads(log, { scope, types: [type], subtype }, [n]);
          }
          await assertReads(log, { scope, types: ['hit'], subtype: 'stop' }, []);
          await assertReads(log, { scope, types: ['bounce'], subtype: 'open' }, []);
        }
      }));
  });
}
