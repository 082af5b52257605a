import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keysOf, ring } from '../../test/support/signing.ts';
import type { EmailLinks } from '../rendering/email-links.ts';
import { renderEmail } from '../rendering/render-email.ts';
import { Renderer } from '../rendering/renderer.ts';
import { scopeOf } from '../rendering/scope.ts';
import { trackingBase } from './address.ts';
import { readToken } from './link-token.ts';
import { MessageLinks, type TrackingPolicy } from './message-links.ts';
import { previewLinks } from './preview-links.ts';
import type { LinkTarget, TrackedMessage } from './tracked-link.ts';

const BASE = 'https://t.example.com';

const KEYS = keysOf(1, 1);

const MESSAGE: TrackedMessage = {
  action: '000PE4',
  contact: '000R4M0T',
  of: 'campaign',
  stamp: {
    time: 1614089576625,
    id: 'd52055cd-e854-4177-8ef5-b10fd8d568a7',
    thread: 'a3078b19-b379-4bc2-b29a-e8229a9c9332',
  },
  sentAt: 1614089577000,
};

const POLICY: TrackingPolicy = { allLinks: false, opens: true, traps: true, listUnsubscribe: 'campaigns' };

function linksOf(policy: Partial<TrackingPolicy> = {}, message = MESSAGE): MessageLinks {
  return new MessageLinks(message, KEYS, BASE, { ...POLICY, ...policy });
}

/** What a message of these templates is, with each tracked address replaced by what it stands for. */
async function made(views: { html?: string; text?: string }, links: EmailLinks = linksOf()) {
  const email = renderEmail(
    new Renderer(),
    { subject: 's', ...views },
    scopeOf({ fields: [] }),
    {
      culture: 'en',
      timeZone: 'UTC',
    },
    links,
  );
  return { html: await explained(email.html ?? ''), text: await explained(email.text) };
}

async function explained(text: string): Promise<string> {
  let result = text;
  for (const [address, token = ''] of text.matchAll(/https:\/\/t\.example\.com\/t\/([\w-]+)/g)) {
    if (token === 'preview') continue;
    const read = await readToken(token, ring(KEYS));
    assert.deepEqual(read && { ...read, link: undefined, account: undefined }, {
      ...MESSAGE,
      link: undefined,
      account: undefined,
    });
    result = result.replace(address, `{${describeLink(read?.link ?? assert.fail())}}`);
  }
  return result;
}

function describeLink(link: LinkTarget): string {
  return Object.values(link).join(' ');
}

describe('the links of a message', () => {
  it('say who has followed which of them, in HTML and in the text that is made from it', async () => {
    const { html, text } = await made({
      html: '<body><a href="https://example.com/" tracking="Enabled" dataminingname="shop">Shop</a> <a href="MirrorPage">See</a></body>',
    });
    assert.equal(
      html,
      '<body><a href="{redirection html shop https://example.com/}">Shop</a> <a href="{mirror html}">See</a>' +
        '<a href="{trap}" rel="nofollow" tabindex="-1" aria-hidden="true" style="display:none;mso-hide:all"></a>' +
        '<img src="{open}" alt="" width="1" height="1" border="0" style="width:1px;height:1px;border:0"></body>',
    );
    assert.equal(
      text.replaceAll('\n', ' '),
      'Shop [{redirection text shop https://example.com/}] See [{mirror text}]',
    );
  });

  it('have names in templates, and are not tracked twice', async () => {
    const { html, text } = await made(
      {
        html: '<a href="{{ links.unsubscribe }}">x</a>',
        text: '{{ links.mirror }} {{ links.unsubscribe }} https://example.com',
      },
      linksOf({ allLinks: true, opens: false, traps: false }),
    );
    assert.equal(html, '<a href="{unsubscribe html}">x</a>');
    assert.equal(text, '{mirror text} {unsubscribe text} {redirection text https://example.com}');
  });

  it('are as many as one message may have', () => {
    const html = '<a href="https://example.com/">x</a>'.repeat(2001);
    assert.throws(
      () => linksOf({ allLinks: true }).inHtml(html, 'html'),
      /html: it has more than 2000 tracked links/,
    );
  });

  it('that are too long for a token lead there untracked', () => {
    const html = `<a tracking="Enabled" href="https://example.com/${'a'.repeat(6000)}">x</a>`;
    const links = linksOf({ opens: false, traps: false });
    assert.equal(links.inHtml(html, 'html'), html.replace(' tracking="Enabled"', ''));
  });

  it('give campaigns, or all messages, or none, an address for one click', async () => {
    const message: TrackedMessage = { ...MESSAGE, of: 'message' };
    assert.equal(linksOf({}, message).unsubscribe, undefined);
    assert.equal(linksOf({ listUnsubscribe: 'off' }).unsubscribe, undefined);
    assert.match(linksOf({ listUnsubscribe: 'all' }, message).unsubscribe ?? '', /^https:\/\/t\.example/);
    assert.equal(await explained(linksOf().unsubscribe ?? ''), '{unsubscribe true}');
  });

  it('of a preview tell nobody', async () => {
    const { html, text } = await made(
      {
        html: '<a href="https://example.com/" tracking="Enabled">a</a><a href="Unsubscribe">b</a></body>',
        text: '{{ links.mirror }} https://example.com/',
      },
      previewLinks(BASE),
    );
    assert.equal(html, `<a href="https://example.com/">a</a><a href="${BASE}/t/preview">b</a></body>`);
    assert.equal(text, `${BASE}/t/preview https://example.com/`);
  });
});

it('links begin with what the setting says, or with where the server listens', () => {
  const listening = { host: '127.0.0.1', port: 8026 };
  assert.equal(trackingBase('https://t.example.com/x', listening), 'https://t.example.com/x');
  assert.equal(trackingBase('auto', listening), 'http://127.0.0.1:8026');
  assert.equal(trackingBase('auto', { host: '::1', port: 1 }), 'http://[::1]:1');
  assert.match(trackingBase('auto', { host: '0.0.0.0', port: 1 }), /^http:\/\/[^:]+:1$/);
});
