import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import PostalMime, { decodeWords } from 'postal-mime';
import { composeMessage } from './compose.ts';
import type { MailDraft } from './mail-draft.ts';
import { MAIL_LIMITS } from './mail-limits.ts';
import { MailRefused } from './mail-refused.ts';

const DESIGNS = new URL('../../test/fixtures/designs/', import.meta.url);

const DRAFT: MailDraft = {
  id: 'd52055cd-e854-4177-8ef5-b10fd8d568a7',
  date: new Date('2026-06-15T09:30:00Z'),
  from: { address: 'news@example.com', label: 'Shop' },
  returnPath: 'b-1@bounces.example.com',
  to: { address: 'claire@example.org' },
  subject: 'Hello',
  html: '<p>Hello</p>',
  text: 'Hello',
};

async function parsed(changes: Partial<MailDraft>) {
  const message = await composeMessage({ ...DRAFT, ...changes });
  return { message, mail: await PostalMime.parse(message.raw), raw: message.raw.toString('latin1') };
}

async function refusal(changes: Partial<MailDraft>, limits = MAIL_LIMITS): Promise<string> {
  try {
    await composeMessage({ ...DRAFT, ...changes }, limits);
  } catch (error) {
    if (error instanceof MailRefused) return `${error.flaw}: ${error.message}`;
    throw error;
  }
  return 'it was composed';
}

/** What every message must be, whatever is in it (RFC 5322, RFC 5321). */
function assertSound(raw: string): void {
  assert.doesNotMatch(raw, /(?<!\r)\n|\r(?!\n)/, 'a bare line break');
  assert.doesNotMatch(raw, /[^\t\r\n\x20-\x7e]/, 'a byte that is no printable ASCII');
  const long = raw.split('\r\n').find((line) => line.length > 998);
  assert.equal(long, undefined);
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).split(/\r\n(?![ \t])/);
  const names = head.map((line) => line.slice(0, line.indexOf(':')).toLowerCase());
  assert.deepEqual(
    names,
    names.filter((name, at) => names.indexOf(name) === at),
    'a header twice',
  );
  for (const name of ['from', 'to', 'subject', 'date', 'message-id', 'mime-version', 'content-type'])
    assert.ok(names.includes(name), name);
}

describe('a message', () => {
  it('has all that was asked for, as another parser reads it', async () => {
    const { message, mail, raw } = await parsed({
      replyTo: 'help@example.com',
      cc: [{ address: 'b@example.org', label: 'Bob' }],
      bcc: [{ address: 'hidden@example.org' }, { address: 'b@example.org' }],
      headers: { 'X-Campaign': 'Été 2026', 'X-Id': '4711' },
      attachments: [{ name: 'facture é.pdf', mime: 'application/pdf', data: Buffer.from([0, 255, 13, 10]) }],
      important: true,
      listId: '000PE4.028.demo',
      feedbackId: ['000PE4', '028', 'message', 'demo'],
      unsubscribe: { url: 'https://t.example.com/u/abc?x=1', mail: 'stop@example.com' },
    });
    assertSound(raw);
    assert.deepEqual(message.recipients, ['claire@example.org', 'b@example.org', 'hidden@example.org']);
    assert.equal(message.from, 'b-1@bounces.example.com');
    assert.doesNotMatch(raw, /hidden@|bounces\.example/);
    assert.equal(mail.messageId, '<d52055cd-e854-4177-8ef5-b10fd8d568a7@example.com>');
    assert.equal(message.messageId, mail.messageId);
    assert.equal(mail.date, '2026-06-15T09:30:00.000Z');
    assert.deepEqual(mail.from, { address: 'news@example.com', name: 'Shop' });
    assert.deepEqual(mail.replyTo, [{ address: 'help@example.com', name: '' }]);
    assert.deepEqual(mail.cc, [{ address: 'b@example.org', name: 'Bob' }]);
    const header = (name: string) => mail.headers.find(({ key }) => key === name)?.value;
    assert.equal(decodeWords(header('x-campaign') ?? ''), 'Été 2026');
    assert.equal(header('list-id'), '<000PE4.028.demo.example.com>');
    assert.equal(header('feedback-id'), '000PE4:028:message:demo');
    assert.equal(header('list-unsubscribe'), '<https://t.example.com/u/abc?x=1>, <mailto:stop@example.com>');
    assert.equal(header('list-unsubscribe-post'), 'List-Unsubscribe=One-Click');
    assert.equal(header('importance'), 'high');
    const [attachment] = mail.attachments;
    assert.deepEqual([attachment?.filename, attachment?.mimeType], ['facture é.pdf', 'application/pdf']);
    const content = attachment?.content;
    assert.ok(content instanceof ArrayBuffer);
    assert.deepEqual([...new Uint8Array(content)], [0, 255, 13, 10]);
  });

  const designs = readdirSync(DESIGNS).map((name) => [name, readFileSync(new URL(name, DESIGNS), 'utf8')]);
  const responsive = designs.find(([name]) => name === 'responsive.html')?.[1] ?? '';
  designs.push(['200 kB', responsive.repeat(Math.ceil(200_000 / responsive.length))]);
  for (const [name = '', html = ''] of designs) {
    it(`carries the HTML of ${name} byte by byte`, async () => {
      assert.ok(html.length > 300);
      const { mail, raw } = await parsed({ html, text: html });
      assertSound(raw);
      for (const part of [mail.html, mail.text]) assert.equal(unixLines(part).trimEnd(), html.trimEnd());
    });
  }

  it('can be text alone, or HTML alone', async () => {
    const { mail: text } = await parsed({ html: undefined });
    assert.deepEqual(
      [text.text, text.html],
      ['Hello\r\n', undefined].map((part) => part && unixLines(part)),
    );
    const { mail: html } = await parsed({ text: '' });
    assert.match(html.html ?? '', /<p>Hello<\/p>/);
    assert.equal(
      await refusal({ html: '', text: undefined }),
      'empty-message: the message has neither html nor text',
    );
  });

  for (const label of [
    'Été à la plage',
    '😀 Shop 👩‍👩‍👧‍👦',
    '日本語のお店',
    'Shop "The, best" <a@b.c>; (x)',
    'שלום',
    '"',
    'a'.repeat(300),
  ]) {
    it(`carries the name ${label.slice(0, 30)} and a subject of it`, async () => {
      const { mail, raw } = await parsed({
        from: { address: 'news@example.com', label },
        to: { address: 'claire@example.org', label },
        subject: `${label} — ${'mot '.repeat(40)}fin`,
      });
      assertSound(raw);
      assert.equal(mail.from?.name, label);
      assert.equal(mail.to?.[0]?.name, label);
      assert.equal(mail.to?.length, 1);
      assert.equal(mail.subject, `${label} — ${'mot '.repeat(40)}fin`);
    });
  }

  it('writes domains of other scripts as DNS has them', async () => {
    const { message, mail } = await parsed({
      from: { address: 'news@bücher.example' },
      to: { address: 'claire@ПОЧТА.рф' },
      returnPath: 'b@Bounces.Bücher.example',
    });
    assert.equal(mail.from?.address, 'news@xn--bcher-kva.example');
    assert.equal(mail.messageId, '<d52055cd-e854-4177-8ef5-b10fd8d568a7@xn--bcher-kva.example>');
    assert.deepEqual(
      [message.from, message.recipients],
      ['b@bounces.xn--bcher-kva.example', ['claire@xn--80a1acny.xn--p1ai']],
    );
  });
});

describe('a message is refused before anything is sent', () => {
  for (const evil of [
    'a\r\nBcc: x@example.com',
    'a\nb',
    'a\rb',
    'a\0b',
    'a\u2028b',
    'a\u0085b',
    'a\x1b[31m',
  ]) {
    it(`with ${JSON.stringify(evil)} in a header`, async () => {
      const expected = /^header-injection: .* has a line break or another control character$/;
      assert.match(await refusal({ subject: evil }), expected);
      assert.match(await refusal({ from: { address: 'a@example.com', label: evil } }), expected);
      assert.match(await refusal({ to: { address: 'a@example.com', label: evil } }), expected);
      assert.match(await refusal({ headers: { 'X-A': evil } }), expected);
      assert.match(
        await refusal({ attachments: [{ name: evil, mime: 'a/b', data: Buffer.alloc(1) }] }),
        expected,
      );
      assert.match(await refusal({ to: { address: `${evil}@example.com` } }), /^malformed-address/);
      assert.match(await refusal({ to: { address: `a@${evil}.com` } }), /^malformed-address/);
      assert.match(await refusal({ replyTo: `a@example.com${evil}` }), /^malformed-address/);
      assert.match(await refusal({ returnPath: `a@example.com${evil}` }), /^malformed-address/);
      assert.match(await refusal({ id: evil }), /^forbidden-header: id/);
      assert.match(await refusal({ listId: evil }), /^forbidden-header: listId/);
      assert.match(await refusal({ feedbackId: [evil] }), /^forbidden-header: feedbackId/);
      assert.match(await refusal({ unsubscribe: { url: `https://a.b/${evil}` } }), /^forbidden-header/);
      assert.match(
        await refusal({ attachments: [{ name: 'a', mime: `a/b${evil}`, data: Buffer.alloc(1) }] }),
        /^malformed-attachment/,
      );
      assert.match(
        await refusal({ headers: { [`X-A${evil}`]: 'a' } }),
        /^(header-injection|forbidden-header)/,
      );
    });
  }

  for (const address of [
    '',
    'claire',
    '@example.com',
    'claire@',
    'claire@localhost',
    'claire@example..com',
    'claire@-example.com',
    'claire@[127.0.0.1]',
    'claire@127.0.0.1',
    'claire@1.2',
    'a b@example.com',
    'a@b@example.com,c@example.com',
    '<a@example.com>',
    'Claire <a@example.com>',
    '"a"@example.com',
    '.a@example.com',
    'zoé@example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b.'.repeat(130)}com`,
    'a@exa%6dple.com',
    'a@example.com.',
  ]) {
    it(`for the address ${JSON.stringify(address.slice(0, 40))}`, async () => {
      assert.match(
        await refusal({ to: { address } }),
        /^malformed-address: to\.address is no e-mail address/,
      );
    });
  }

  it('with headers that are not for senders', async () => {
    for (const name of ['From', 'BCC', 'dkim-signature', 'Content-Type', 'Received', 'Feedback-ID'])
      assert.match(await refusal({ headers: { [name]: 'x' } }), /is written by Chappe itself$/);
    for (const name of ['', 'X A', 'X:A', 'é'])
      assert.match(await refusal({ headers: { [name]: 'x' } }), /is no name/);
    assert.match(await refusal({ headers: { 'X-A': 'x'.repeat(2001) } }), /more than 2000 characters$/);
    assert.match(
      await refusal({ attachments: [{ name: 'a', mime: 'message/rfc822', data: Buffer.alloc(1) }] }),
      /cannot be a message/,
    );
  });

  it('when it or an attachment is too large', async () => {
    const data = Buffer.alloc(1000);
    const attachments = [{ name: 'a.bin', mime: 'application/octet-stream', data }];
    assert.match(
      await refusal({ attachments }, { ...MAIL_LIMITS, attachment: 999 }),
      /^attachment-too-large: attachments\[0\] has more than 999 bytes$/,
    );
    assert.match(await refusal({ attachments }, { ...MAIL_LIMITS, message: 1300 }), /^message-too-large/);
    // Encoding alone makes it too large.
    assert.match(
      await refusal({ html: 'é'.repeat(1000), text: '' }, { ...MAIL_LIMITS, message: 3000 }),
      /^message-too-large/,
    );
    assert.match(
      await refusal({ attachments: [...attachments, ...attachments] }, { ...MAIL_LIMITS, attachments: 1 }),
      /are more than 1$/,
    );
    assert.match(
      await refusal({ cc: [{ address: 'x@example.com' }] }, { ...MAIL_LIMITS, recipients: 1 }),
      /^too-many-recipients/,
    );
  });
});

function unixLines(text: string | undefined): string {
  return (text ?? '').replaceAll('\r\n', '\n');
}
