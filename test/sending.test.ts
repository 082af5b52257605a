import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import PostalMime from 'postal-mime';
import { parseAccount } from '../src/accounts/account.ts';
import { Mailer } from '../src/delivery/mailer.ts';
import { composeMessage } from '../src/mail/compose.ts';
import { dkimRecord } from '../src/mail/dkim/dkim-key.ts';
import { signMessage } from '../src/mail/dkim/sign-message.ts';
import { renderEmail } from '../src/rendering/render-email.ts';
import { Renderer } from '../src/rendering/renderer.ts';
import { scopeOf } from '../src/rendering/scope.ts';
import { returnPathDomain } from '../src/senders/dns-records.ts';
import { addDomain } from '../src/senders/domains.ts';
import { addProfile } from '../src/senders/profiles.ts';
import { SenderBook } from '../src/senders/sender-book.ts';
import { openCatalog } from '../src/storage/catalog.ts';
import { Transports } from '../src/transports.ts';
import { dataFolder } from './support/data-folder.ts';
import { startSink } from './support/mail-sink.ts';

const DEMO = parseAccount('DEMO/028');
const ID = 'd52055cd-e854-4177-8ef5-b10fd8d568a7';

describe('an e-mail', () => {
  it('goes from its templates to the mailbox, with a signature that an independent verifier finds good', async (t) => {
    const { data } = await dataFolder(t);
    const sink = await startSink(t, { disabledCommands: ['STARTTLS'] });
    const catalog = await openCatalog(data);
    t.after(() => catalog.close());
    await addProfile(catalog.db, DEMO, 'relay', `smtp://127.0.0.1:${sink.port}?rate=100`);
    await addDomain(catalog.db, DEMO, 'news.bücher.example');
    const senders = new SenderBook(catalog, 'default.example');
    const transports = new Transports({ data, mailHost: 'auto' });
    t.after(() => transports.close());
    const mailer = new Mailer();

    const scope = scopeOf({
      fields: [{ id: 8630, name: 'Prénom', value: 'Zoé <b>' }],
      data: { total: 1234.5 },
      links: { unsubscribe: 'https://t.example.com/u/1?a=b&c=d' },
    });
    const views = {
      subject: '{{ contact["Prénom"] }}, votre commande 😀',
      html: '<p>Bonjour {{ contact["Prénom"] }} : {{ data.total | currency: "EUR" }}</p>\n<a href="{{ links.unsubscribe }}">stop</a>',
    };
    const rendered = renderEmail(new Renderer(), views, scope, {
      culture: 'fr-FR',
      timeZone: 'Europe/Paris',
    });
    const { domain, keys } = await senders.domain(DEMO, 'news.Bücher.example');
    const composed = await composeMessage({
      id: ID,
      date: new Date(),
      from: { address: `shop@${domain}`, label: 'Bücher & Cie' },
      returnPath: `b-${ID}@${returnPathDomain(domain)}`,
      to: { address: 'zoe@example.org', label: 'Zoé' },
      bcc: [{ address: 'copy@example.org' }],
      ...rendered,
      unsubscribe: { url: 'https://t.example.com/u/1?a=b&c=d' },
      feedbackId: ['000PE4', '028', 'message', 'demo'],
    });
    const raw = await signMessage(composed.raw, keys, Date.now());
    const way = transports.of(DEMO, await senders.profile(DEMO));
    for (const to of composed.recipients) {
      const delivery = await mailer.deliver(way, { from: composed.from, to, raw });
      assert.equal(delivery.outcome, 'accepted', JSON.stringify(delivery));
    }

    // The sink writes domains as people do.
    assert.deepEqual(
      sink.mails.map(({ from, to }) => [from, to.join()]),
      [
        [`b-${ID}@bounces.news.bücher.example`, 'zoe@example.org'],
        [`b-${ID}@bounces.news.bücher.example`, 'copy@example.org'],
      ],
    );
    for (const mail of sink.mails) {
      const parsed = await PostalMime.parse(mail.raw);
      assert.equal(parsed.subject, 'Zoé <b>, votre commande 😀');
      assert.match(
        parsed.html ?? '',
        /^<p>Bonjour Zoé &lt;b&gt; : 1\s234,50\s€<\/p>\r?\n<a href="https:\/\/t\.example\.com\/u\/1\?a=b&amp;c=d">/,
      );
      assert.match(parsed.text ?? '', /Bonjour Zoé <b> : 1\s234,50\s€/);
      const { results } = await dkimVerify(mail.raw, {
        resolver: async (name: string) => {
          const key = keys.find(({ selector }) => name === `${selector}._domainkey.${domain}`);
          return key === undefined ? [] : [[dkimRecord(key.algorithm, key.privateKey)]];
        },
      });
      assert.deepEqual(
        results.map(({ status, signingDomain }) => [status.result, status.aligned, signingDomain]),
        [['pass', domain, domain]],
      );
    }
  });
});
