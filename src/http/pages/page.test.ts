import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageOf } from './page.ts';

test('a page speaks the language of the contact, else the first of the browser that pages speak, else English', () => {
  const cases: [contact: string | undefined, accepted: string | undefined, expected: string][] = [
    ['fr', 'en', 'fr'],
    ['FR-be', undefined, 'fr'],
    ['Français', 'en', 'fr'],
    ['anglais', 'fr', 'en'],
    ['', 'fr-FR,fr;q=0.9,en;q=0.8', 'fr'],
    ['de', 'de-DE, de;q=0.9, fr;q=0.5, en;q=0.1', 'fr'],
    [undefined, 'de, en-GB, fr', 'en'],
    [undefined, '*', 'en'],
    [undefined, undefined, 'en'],
  ];
  for (const [contact, accepted, expected] of cases)
    assert.equal(languageOf(contact, accepted), expected, `${contact} ${accepted}`);
});
