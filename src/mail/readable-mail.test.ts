import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import MailComposer from 'nodemailer/lib/mail-composer';
import { htmlWithPictures, readMail } from './readable-mail.ts';

const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');

describe('a message that is read', () => {
  test('gives its subject, its parts and its pictures, and nothing of its other attachments', async () => {
    const raw = await new MailComposer({
      from: 'a@example.com',
      subject: 'Été 🌞',
      html: '<p>Été</p><img src="cid:logo@shop">',
      text: 'Été',
      attachments: [
        { cid: 'logo@shop', content: PIXEL, contentType: 'image/gif', filename: 'logo.gif' },
        { cid: 'page@shop', content: '<script>', contentType: 'text/html', filename: 'page.html' },
        { content: 'x', contentType: 'application/pdf', filename: 'x.pdf' },
      ],
    })
      .compile()
      .build();
    const { subject, html = '', text, pictures } = await readMail(raw);
    assert.deepEqual([subject, text?.trim()], ['Été 🌞', 'Été']);
    assert.deepEqual([...pictures.keys()], ['logo@shop']);
    assert.equal(
      htmlWithPictures(html, pictures).trim(),
      `<p>Été</p><img src="data:image/gif;base64,${PIXEL.toString('base64')}">`,
    );
  });

  test('has its pictures wherever it names them, by names that are encoded or not, and as often as there is room', () => {
    const pictures = new Map([['a b', { type: 'image/png', bytes: new Uint8Array([1, 2, 3]) }]]);
    const data = 'data:image/png;base64,AQID';
    assert.equal(
      htmlWithPictures(`<td background=CID:a%20b style="background:url(cid:a%20b)"> cid:b cid:%`, pictures),
      `<td background=${data} style="background:url(${data})"> cid:b cid:%`,
    );
    const large = new Map([['a', { type: 'image/png', bytes: new Uint8Array(1024 * 1024) }]]);
    const shown = htmlWithPictures('<img src="cid:a">'.repeat(1000), large);
    assert.ok(shown.length < 17 * 1024 * 1024, String(shown.length));
    assert.match(shown, /cid:a">$/);
  });

  test('that has only HTML or only text gives no more', async () => {
    const read = async (body: object) =>
      Object.keys(await readMail(await new MailComposer(body).compile().build())).toSorted();
    assert.deepEqual(await read({ html: '<p>x</p>' }), ['html', 'pictures', 'subject']);
    assert.deepEqual(await read({ text: 'x' }), ['pictures', 'subject', 'text']);
  });

  test('is none when it nests without end', async () => {
    const parts = Array.from(
      { length: 100 },
      (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`,
    );
    await assert.rejects(readMail(Buffer.from(parts.join(''))));
  });
});
