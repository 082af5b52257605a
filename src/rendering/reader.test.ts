import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readerOf } from './reader.ts';
import { Renderer } from './renderer.ts';
import { scopeOf } from './scope.ts';

for (const [culture, expected] of [
  ['fr-FR', 'fr-FR'],
  ['en_GB', 'en-GB'],
  [' de ', 'de'],
  ['FR-fr', 'fr-FR'],
  ['', 'fr-FR'],
  [null, 'fr-FR'],
  [undefined, 'fr-FR'],
  ['no culture', 'fr-FR'],
  ['qq-QQ', 'fr-FR'],
] as const) {
  it(`the culture ${JSON.stringify(culture)} is ${expected}, in which a template can be rendered`, () => {
    const reader = readerOf(culture);
    assert.deepEqual(reader, { culture: expected, timeZone: 'UTC' });
    const view = { part: 'text', kind: 'text', template: '{{ 1 | number }}' } as const;
    assert.equal(new Renderer().render(view, scopeOf({ fields: [] }), reader), '1');
  });
}
