import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import PostalMime from 'postal-mime';
import { dkimRecord } from '../src/mail/dkim/dkim-key.ts';
import { addDomain } from '../src/senders/domains.ts';
import { addProfile } from '../src/senders/profiles.ts';
import { SenderBook } from '../src/senders/sender-book.ts';
import { SMALLEST_MAIL } from './support/action-fixtures.ts';
import { eventually } from './support/eventually.ts';
import { itemsOf } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { startSink } from './support/mail-sink.ts';
import { domainOfPort, NO_POSTFIX, POSTFIX_URL } from './support/postfix.ts';
import { get } from './support/promised-feeds.ts';
import { DEMO, serve } from './support/server.ts';
import { validatedAction } from './support/validated-action.ts';

const EMAIL = { 'Content-Type': 'application/vnd.np6.cm.email' };

test('through a real Postfix messages arrive with a good signature, and what it refuses bounces', {
  skip: NO_POSTFIX,
}, async (t) => {
  const sink = await startSink(t);
  const server = await serve();
  t.after(() => server.close());
  await addProfile(server.catalog.db, DEMO, 'postfix', POSTFIX_URL);
  await addDomain(server.catalog.db, DEMO, 'shop.test');
  const client = await server.client({ permissions: KEEPER });
  const headers = { from: { prefix: 'news', domain: 'shop.test', label: 'Bücher & Cie' } };
  const content = { headers, subject: 'Zoé 😀', html: `<p>é ✓ ${'long '.repeat(500)}</p>` };
  const action = await validatedAction(client, { ...SMALLEST_MAIL, content });

  for (const [address, ends] of [
    [`zoe@${domainOfPort(sink.port)}`, ['activation']],
    ['nobody@denied.test', ['activation', 'bounce']],
  ] as const) {
    const target = get(await done(call(client, 'POST', '/targets', { Email: address })), 'id');
    // Without a pixel and links that are followed.
    const wish = { recipient: { type: 'id', value: target }, content: { html: content.html } };
    await done(call(client, 'POST', `${action}/execution`, wish, EMAIL));
    const events = await eventually(
      async () => itemsOf(await client.get(`/targets/${target}/events?classification=all`)),
      (all) => ends.every((type) => all.some((event) => get(event, 'type') === type)),
    );
    const bounce = events.find((event) => get(event, 'type') === 'bounce');
    if (bounce !== undefined)
      assert.match(
        String(get(bounce, 'source', 'detail', 'bounce', 'status', 'diagnostic')),
        /5\.1\.1 .*no such user here/,
      );
  }

  const [mail] = await eventually(
    async () => sink.mails,
    (mails) => mails.length > 0,
  );
  assert.ok(mail);
  const raw = mail.raw.toString('latin1');
  assert.match(raw, /^Received: .*\r\n\tby postfix\.test \(Postfix\)/m);
  const parsed = await PostalMime.parse(mail.raw);
  assert.equal(parsed.subject, 'Zoé 😀');
  assert.equal(parsed.html?.trim(), content.html);
  const { domain, keys } = await new SenderBook(server.catalog, 'default.test').domain(DEMO, 'shop.test');
  const { results } = await dkimVerify(mail.raw, {
    resolver: async (name: string) => {
      const key = keys.find(({ selector }) => name === `${selector}._domainkey.${domain}`);
      return key === undefined ? [] : [[dkimRecord(key.algorithm, key.privateKey)]];
    },
  });
  assert.deepEqual(
    results.map(({ status, signingDomain }) => [status.result, signingDomain]),
    [['pass', domain]],
  );
  assert.deepEqual(server.errors, []);
});
