import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkEmail, renderEmail } from './render-email.ts';
import { Renderer } from './renderer.ts';
import { scopeOf } from './scope.ts';

const READER = { culture: 'fr-FR', timeZone: 'UTC' };
const SCOPE = scopeOf({ fields: [{ id: 1, name: 'name', value: 'Zoé\r\nBcc: a@example.com' }] });

/** What HTML can do when it is given by many small values in a loop, in the length of a template. */
const roomy = new Renderer({ templateLength: 3_000_000 });

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

  it('has a text of bounded size and in bounded time however long its HTML', () => {
    const begun = performance.now();
    for (const html of [
      `${'<div>'.repeat(1999)}deep${'</x>'.repeat(400_000)}`,
      '<p>x'.repeat(400_000),
      '<li>x'.repeat(400_000),
      '<'.repeat(2_000_000),
      `<a ${'x=y '.repeat(500_000)}>`,
    ]) {
      const { text } = renderEmail(roomy, { subject: 's', html }, SCOPE, READER);
      assert.ok(text.length < html.length + 1000);
    }
    assert.ok(performance.now() - begun < 15_000);
  });

  it('must have a text when its HTML nests too deeply to be read', () => {
    const begun = performance.now();
    for (const html of [
      '<b>'.repeat(600_000),
      '<table><tr><td>'.repeat(130_000),
      '<ul><li>'.repeat(250_000),
    ]) {
      assert.throws(() => renderEmail(roomy, { subject: 's', html }, SCOPE, READER), {
        name: 'RenderFailure',
        message:
          /^text: no text can be made from the HTML \(more than 2000 elements are open at once\); write one$/,
      });
      renderEmail(roomy, { subject: 's', html, text: 'given' }, SCOPE, READER);
    }
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
