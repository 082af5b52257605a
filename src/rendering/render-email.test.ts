import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkEmail, renderEmail } from './render-email.ts';
import { Renderer } from './renderer.ts';
import { scopeOf } from './scope.ts';

const READER = { culture: 'fr-FR', timeZone: 'UTC' };
const SCOPE = scopeOf({ fields: [{ id: 1, name: 'name', value: 'Zoé\r\nBcc: a@example.com' }] });

describe('an e-mail', () => {
  it('is rendered part by part, headers as one line each', () => {
    const views = {
      subject: 'Hello\n  {{ contact.name }} ',
      html: '<p>{{ contact.name }}</p>',
      text: 'Hi {{ contact.name }}',
      fromLabel: 'Shop {{ contact.name }}',
      replyTo: '{{ contact[1] }}@example.com',
    };
    assert.deepEqual(renderEmail(new Renderer(), views, SCOPE, READER), {
      subject: 'Hello Zoé Bcc: a@example.com',
      html: '<p>Zoé\r\nBcc: a@example.com</p>',
      text: 'Hi Zoé\r\nBcc: a@example.com',
      fromLabel: 'Shop Zoé Bcc: a@example.com',
      replyTo: 'Zoé Bcc: a@example.com@example.com',
    });
  });

  it('gets a text from its HTML when it has none', () => {
    const html = `<html><head><title>No</title><style>p{}</style></head><body>
      <div style="display:none;max-height:0">Preheader</div>
      <h1>Été</h1><p>Bonjour <b>{{ contact.name }}</b></p>
      <table><tr><td>One</td><td>Two</td></tr></table>
      <a href="https://example.com/a?b=1&amp;c=2">Voir</a> <a href="#top">Haut</a><img src="x.png" alt="Logo">
      <ul><li>Un</li><li>Deux</li></ul></body></html>`;
    const { text } = renderEmail(new Renderer(), { subject: 's', html, text: '' }, SCOPE, READER);
    assert.match(text, /^Été\n\nBonjour Zoé Bcc: a@example\.com\n/);
    assert.match(text, /Voir \[https:\/\/example\.com\/a\?b=1&c=2\] Haut/);
    assert.match(text, / \* Un\n \* Deux/);
    assert.doesNotMatch(text, /Preheader|x\.png|No\n|p\{\}/);
  });

  it('has a text of bounded size and in bounded time however its HTML nests', () => {
    const begun = performance.now();
    const html = `${'<div>'.repeat(20_000)}deep${'<p>x'.repeat(20_000)}`;
    const { text } = renderEmail(new Renderer(), { subject: 's', html }, SCOPE, READER);
    assert.ok(text.length < html.length);
    assert.ok(performance.now() - begun < 5000);
  });

  it('is checked without a contact', () => {
    const renderer = new Renderer();
    checkEmail(renderer, { subject: '{{ contact.anything }}', html: '<p>' }, READER);
    assert.throws(() => checkEmail(renderer, { subject: 's', html: '<p>\n{{ x | y }}' }, READER), {
      name: 'RenderFailure',
      message: /^html, line 2, column \d+: undefined filter: y$/,
    });
  });
});
