import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry } from '../log.ts';
import { columnsOf, entriesOf } from './entry-columns.ts';

test('entries come out of their columns as they went in, after a clone too', () => {
  const entries: Entry[] = [
    { id: 'a', timestamp: 0, facets: { family: 'contacts', type: 'creation' }, json: '{}' },
    {
      id: 'b',
      timestamp: 2,
      facets: {
        family: 'actions',
        type: 'hit',
        subtype: 'open',
        robot: 'mpp',
        owner: 'A',
        campaign: 'C',
        contact: '1',
        hash: 'f',
        activated: 0,
      },
      json: '{"é":1}',
    },
  ];
  assert.deepEqual(entriesOf(structuredClone(columnsOf(entries))), entries);
  assert.deepEqual(entriesOf(columnsOf([])), []);
});
