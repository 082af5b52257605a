import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keysOf, ring } from '../../test/support/signing.ts';
import { impersonal } from './impersonal.ts';
import { readToken } from './link-token.ts';
import { MessageLinks } from './message-links.ts';
import type { LinkTarget } from './tracked-link.ts';

const KEYS = keysOf(1, 1);
const STAMP = {
  time: 1614089576625,
  id: 'd52055cd-e854-4177-8ef5-b10fd8d568a7',
  thread: 'a3078b19-b379-4bc2-b29a-e8229a9c9332',
};
const MESSAGE = { action: '000PE4', contact: '000R4M0T', of: 'campaign', stamp: STAMP, sentAt: 0 } as const;
const POLICY = { allLinks: true, opens: true, traps: true, listUnsubscribe: 'off' } as const;

/** The links of a message that left when the server had another name. */
const links = new MessageLinks(MESSAGE, KEYS, 'https://old.example:8443/path', POLICY);
const sources = {
  base: 'https://t.example',
  read: (token: string) => readToken(token, ring(KEYS)),
};
const PAGE = 'https://t.example/t/mirror';
const to = (destination: string): LinkTarget => ({ type: 'redirection', source: 'html', destination });

describe('the HTML of a message for everybody', () => {
  it('leads where the message does, counts nobody, and is otherwise the same', async () => {
    const html =
      '<body data-x=1><a href="https://shop.example/?a=1&amp;b=2">é</a><a href="MirrorPage">b</a><a href=Unsubscribe>c</a><a href="000F0R" linktype="Form">d</a></body>';
    const shown = await impersonal(links.inHtml(html, 'html'), 'html', sources);
    assert.doesNotMatch(shown, /old\.example/);
    assert.ok(
      shown.startsWith(
        `<body data-x=1><a href="https://shop.example/?a=1&amp;b=2">é</a><a href="#">b</a><a href="${PAGE}">c</a><a href="${PAGE}">d</a>`,
      ),
      shown,
    );
    assert.match(shown, /<a href="#" rel="nofollow"[^>]+><\/a><img src="data:image\/gif;base64,/);
  });

  it('has no personal address anywhere: in styles, forms, texts, or encoded within another address', async () => {
    const stop = links.address({ type: 'unsubscribe', source: 'html' });
    const html = `<form action='${stop}'><p style="background:url(${stop})">${stop}</p><a href="https://x.example/?u=${encodeURIComponent(stop)}&v">`;
    assert.equal(
      await impersonal(html, 'html', sources),
      `<form action='${PAGE}'><p style="background:url(${PAGE})">${PAGE}</p><a href="https://x.example/?u=${encodeURIComponent(PAGE)}&v">`,
    );
    const handed = links.address(to(`https://x.example/?u=${encodeURIComponent(stop)}&v=1`));
    assert.equal(
      await impersonal(`<a href="${handed}">`, 'html', sources),
      `<a href="https://x.example/?u=${encodeURIComponent(PAGE)}&amp;v=1">`,
    );
  });

  it('cannot be broken out of by a destination, nor lead to where links may not', async () => {
    const cases = {
      'https://x.example/"\'><script>': 'https://x.example/%22&#39;%3E%3Cscript%3E',
      'https://good.example@evil.example/': PAGE,
    };
    for (const [destination, address] of Object.entries(cases))
      assert.equal(await impersonal(links.address(to(destination)), 'html', sources), address);
    const within = `https%3A%2F%2Fold.example%2Ft%2F${links.address(to("https://x.example/'")).split('/t/')[1]}`;
    assert.equal(await impersonal(within, 'html', sources), 'https%3A%2F%2Fx.example%2F%27');
  });

  it('keeps what only looks like an address of ours', async () => {
    const forged = `https://old.example/t/${'A'.repeat(100)}`;
    for (const text of [forged, 'https://x.example/t/short', 'https://x.example/t/', 'plain'])
      assert.equal(await impersonal(text, 'html', sources), text);
  });

  it('is looked through in a time that grows with its length alone', async () => {
    const long = `${'https://a/t/'.repeat(100_000)}${'https://'.repeat(100_000)}`;
    const start = performance.now();
    assert.equal(await impersonal(long, 'html', sources), long);
    assert.ok(performance.now() - start < 5000);
  });

  it('as a text has addresses as they are', async () => {
    const { mirror, unsubscribe } = links.names('text');
    const text = `Shop: ${links.address(to('https://shop.example/?a=1&b=2'))}\nStop: ${unsubscribe}\nPage: ${mirror}`;
    assert.equal(
      await impersonal(text, 'text', sources),
      `Shop: https://shop.example/?a=1&b=2\nStop: ${PAGE}\nPage: `,
    );
  });
});
