import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { checkLinks, linksOf } from '../rendering/html-links.ts';
import { RenderFailure } from '../rendering/render-failure.ts';
import { type Linking, linkHtml } from './linked-html.ts';
import { linkText } from './linked-text.ts';
import type { PlacedLink } from './tracked-link.ts';

/** Replaces links by numbered addresses, and says by which. */
function linking(all = false): Linking & { made: PlacedLink[] } {
  const made: PlacedLink[] = [];
  return {
    made,
    source: 'html',
    all,
    addressOf: (link) => `https://t.test/t/${made.push(link)}`,
  };
}

function rewritten(html: string, links: Linking, ending?: string): string {
  return linkHtml({ html, found: linksOf(html) }, links, ending);
}

/** What HTML becomes, and the links that were asked for. */
function linked(html: string, all = false) {
  const links = linking(all);
  return { html: rewritten(html, links), made: links.made };
}

const WEB = { type: 'redirection', source: 'html', destination: 'https://example.com/' } as const;

describe('links in HTML', () => {
  it('are tracked when they are marked, and the marks are taken away', () => {
    const { html, made } = linked(
      '<p><A class=x HREF="https://example.com/" tracking="Enabled" dataminingname="The shop" id="y">a</A> <a href="https://example.org/">b</a></p>',
    );
    assert.equal(
      html,
      '<p><A class=x HREF="https://t.test/t/1" id="y">a</A> <a href="https://example.org/">b</a></p>',
    );
    assert.deepEqual(made, [{ ...WEB, label: 'The shop' }]);
  });

  it('are all tracked when the server says so, but for those that are marked otherwise', () => {
    const { html, made } = linked(
      '<a href=https://example.com/>a</a><a tracking=Disabled href="https://example.org/">b</a><area href=\'https://example.com/\'>',
      true,
    );
    assert.equal(
      html,
      '<a href="https://t.test/t/1">a</a><a href="https://example.org/">b</a><area href="https://t.test/t/2">',
    );
    assert.deepEqual(made, [WEB, WEB]);
  });

  it('to the mirror page, to unsubscribe and to forms are known by their words', () => {
    const { html, made } = linked(
      '<a href="MirrorPage" tracking="Enabled" dataminingname="m" linktype="System">a</a>' +
        '<a href=Unsubscribe>b</a><a href="000F0R" tracking="Enabled" linktype="Form">c</a>',
    );
    assert.equal(
      html,
      '<a href="https://t.test/t/1">a</a><a href="https://t.test/t/2">b</a><a href="https://t.test/t/3">c</a>',
    );
    assert.deepEqual(made, [
      { type: 'mirror', source: 'html', label: 'm' },
      { type: 'unsubscribe', source: 'html' },
      { type: 'form', form: '000F0R', source: 'html' },
    ]);
  });

  it('lead where entities say', () => {
    const { made } = linked(
      '<a href="https://example.com/?a=1&amp;b=2&#38;c&copy=3" tracking=enabled>',
      false,
    );
    assert.deepEqual(made[0], { ...WEB, destination: 'https://example.com/?a=1&b=2&c&copy=3' });
  });

  it('are found in what Outlook alone reads, and not in other comments or in what is no HTML', () => {
    const { html, made } = linked(
      '<!--[if mso]><v:roundrect href="https://example.com/" tracking="Enabled" dataminingname="b"><![endif]-->' +
        '<!--[if !mso]><!--><a href="https://example.com/" tracking="Enabled">x</a><!--<![endif]-->' +
        '<!-- <a href="https://example.com/" tracking="Enabled"> --><style>a[tracking] {}</style>' +
        '<title><a href="https://example.com/"></title>',
      true,
    );
    assert.equal(
      html,
      '<!--[if mso]><v:roundrect href="https://t.test/t/1"><![endif]-->' +
        '<!--[if !mso]><!--><a href="https://t.test/t/2">x</a><!--<![endif]-->' +
        '<!-- <a href="https://example.com/" tracking="Enabled"> --><style>a[tracking] {}</style>' +
        '<title><a href="https://example.com/"></title>',
    );
    assert.equal(made.length, 2);
  });

  it('are looked for in a time that grows with the HTML alone', () => {
    for (const piece of [
      '<!--[if mso]>',
      '<![CDATA[>',
      '<a href="',
      '<a href=https://e.com tracking ',
      '</body>',
    ])
      linked(piece.repeat(20_000));
  });

  it('lose their marks wherever these stand', () => {
    const cases = {
      '<a tracking>x</a>': '<a>x</a>',
      '<a tracking="Enabled"href="#">': '<a href="#">',
      '<td\n  linktype="Form"\n  tracking = "Enabled"\n>': '<td\n>',
      "<br dataminingname='a'/>": '<br/>',
      '<a tracking=Enabled tracking=Disabled href=#x>': '<a href=#x>',
    };
    for (const [html, expected] of Object.entries(cases)) assert.equal(linked(html).html, expected);
  });

  it('stay as they are when they lead nowhere, to mail or to a phone, or into the message', () => {
    const html =
      '<a name="top"><a href=""><a href="#top"><a href="mailto:a@b.example"><a href="tel:+331"><link href="x.css">';
    assert.deepEqual(linked(html, true), { html, made: [] });
  });

  it('that may not be sent stop the message, and do not repeat what may be personal', () => {
    const html = '<a href="https://example.com/">x</a><a href="javascript:alert(document.cookie)">y</a>';
    assert.throws(
      () => linked(html),
      (error) =>
        error instanceof RenderFailure &&
        /^html: its link 2 cannot be sent: its scheme is javascript:; links may lead to http,/.test(
          error.message,
        ) &&
        !error.message.includes('cookie'),
    );
  });

  it('of templates are looked at where they are written out', () => {
    checkLinks('<a href="{{ data.url }}">a</a><a href="https://example.com/{{ contact.id }}">b</a>');
    assert.throws(
      () => checkLinks('<p>\n  <a href="www.example.com">a</a>'),
      /^RenderFailure: html, line 2, column 6: a link cannot be sent: it has no scheme, such as https:\/\//,
    );
  });

  it('leave the end of the body to what is put there', () => {
    const put = (html: string) => rewritten(html, linking(), '<i>');
    assert.equal(put('<body>a</body>b</BODY ></html>'), '<body>a</body>b<i></BODY ></html>');
    assert.equal(put('<body>a<!-- </body> -->'), '<body>a<!-- </body> --><i>');
    assert.equal(put(''), '<i>');
  });

  it('are all that changes in a design', () => {
    const folder = new URL('../../test/fixtures/designs/', import.meta.url);
    for (const name of readdirSync(folder)) {
      const design = readFileSync(new URL(name, folder), 'utf8');
      const unmarked = design.replaceAll(/ (?:tracking|dataminingname|linktype)="[^"]*"/g, '');
      assert.equal(rewritten(design, { ...linking(true), addressOf: () => undefined }), unmarked, name);
      assert.equal(
        linked(design, true).html.replaceAll(/https:\/\/t\.test\/t\/\d+/g, '@'),
        unmarked.replaceAll(/(<a\b[^>]*href=)"http[^"]*"/g, '$1"@"'),
        name,
      );
    }
  });

  it('are found in any text without a crash, and what has no link is left as it is', () => {
    const piece = fc.constantFrom(
      ...[
        '<a',
        ' href',
        '=',
        '"',
        "'",
        '>',
        '</',
        'body',
        '<!--',
        '-->',
        '[if x]>',
        '<![CDATA[',
        ']]>',
        ' ',
        '&amp;',
      ],
      ...['tracking', 'Enabled', 'https://e.com', '/', '<script>', '</script>', '<', '{{', 'é', '\n'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const html = pieces.join('');
        try {
          const once = rewritten(html, { ...linking(true), addressOf: () => undefined });
          assert.equal(rewritten(once, { ...linking(true), addressOf: () => undefined }), once);
          if (!html.includes('tracking')) assert.equal(once, html);
        } catch (error) {
          if (!(error instanceof RenderFailure)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('links in a text', () => {
  const text = (given: string) => linkText(given, { ...linking(true), source: 'text' });

  it('are tracked without what ends a sentence', () => {
    assert.equal(
      text(
        'See https://example.com/a. Or (https://example.com/b)? <https://example.com/c>,\nhttps://example.com/A_(b), end',
      ),
      'See https://t.test/t/1. Or (https://t.test/t/2)? <https://t.test/t/3>,\nhttps://t.test/t/4, end',
    );
    const links = linking(true);
    linkText('https://example.com/A_(b)).', { ...links, source: 'text' });
    assert.deepEqual(links.made, [
      { type: 'redirection', source: 'text', destination: 'https://example.com/A_(b)' },
    ]);
  });

  it('stay as they are when only marked ones are tracked, or they may lead nowhere', () => {
    const given = 'https://example.com/a https:// http://u:p@example.com/ mailto:a@b.example';
    assert.equal(linkText(given, linking(false)), given);
    assert.equal(text('http://u:p@example.com/ https://'), 'http://u:p@example.com/ https://');
  });
});
