import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { catalogWith } from '../../test/support/data-folder.ts';
import { parseAccount } from '../accounts/account.ts';
import { dnsRecordsOf, zoneLine } from './dns-records.ts';
import { addDomain, findDomain, listDomains, removeDomain } from './domains.ts';
import { accountsWithoutSender, addProfile, listProfiles, removeProfile } from './profiles.ts';
import { SenderBook } from './sender-book.ts';

const DEMO = parseAccount('DEMO/028');
const OTHER = parseAccount('DEMO/029');

async function catalogOf(t: TestContext) {
  const { folder, catalog } = await catalogWith(t, DEMO, OTHER);
  return { folder, catalog, db: catalog.db };
}

describe('sender profiles', () => {
  it('have numbers that are never used again; the first that is left is the default', async (t) => {
    const { db } = await catalogOf(t);
    await addProfile(db, DEMO, 'first', 'capture:');
    await addProfile(db, DEMO, 'second', 'smtp://u:p@relay.example.com');
    await removeProfile(db, DEMO, 'first');
    await addProfile(db, DEMO, 'first', 'mx:');
    const listed = await listProfiles(db, DEMO);
    assert.deepEqual(
      listed.map(({ number, name, url }) => [number, name, url]),
      [
        [2, 'second', 'smtp://u:p@relay.example.com'],
        [3, 'first', 'mx:'],
      ],
    );
    assert.deepEqual(await listProfiles(db, OTHER), []);
  });

  it('are refused with wrong names and URLs, twice, and without an account', async (t) => {
    const { db } = await catalogOf(t);
    await addProfile(db, DEMO, 'a', 'capture:');
    await addProfile(db, OTHER, 'a', 'capture:');
    await assert.rejects(addProfile(db, DEMO, 'a', 'mx:'), { name: 'SenderExists' });
    await assert.rejects(addProfile(db, DEMO, 'A', 'mx:'), {
      name: 'SenderExists',
      message: /named a already/,
    });
    await assert.rejects(addProfile(db, DEMO, '-a', 'mx:'), { name: 'SenderNameInvalid' });
    await assert.rejects(addProfile(db, DEMO, 'b', 'ftp://h'), { name: 'SenderUrlInvalid' });
    await assert.rejects(addProfile(db, parseAccount('NO/ONE'), 'a', 'mx:'), { name: 'UnknownAccount' });
    await assert.rejects(removeProfile(db, DEMO, 'b'), { name: 'UnknownSender' });
  });

  it('tell which accounts have none', async (t) => {
    const { db } = await catalogOf(t);
    await addProfile(db, DEMO, 'a', 'mx:');
    assert.deepEqual(await accountsWithoutSender(db), [OTHER]);
  });
});

describe('domains', () => {
  it('have keys of their own, which only their owner can read', async (t) => {
    const { folder, db } = await catalogOf(t);
    const added = await addDomain(db, DEMO, 'News.Bücher.example', ['rsa-sha256', 'ed25519-sha256']);
    assert.equal(added.domain, 'news.xn--bcher-kva.example');
    const found = await findDomain(db, DEMO, 'news.bücher.example');
    assert.deepEqual(found.keys.map(({ algorithm }) => algorithm).toSorted(), [
      'ed25519-sha256',
      'rsa-sha256',
    ]);
    const publicOf = ({ keys }: typeof found) =>
      keys
        .map(
          ({ selector, privateKey }) =>
            `${selector} ${createPublicKey(privateKey).export({ format: 'pem', type: 'spki' })}`,
        )
        .toSorted();
    assert.deepEqual(publicOf(found), publicOf(added));
    for (const name of readdirSync(folder)) {
      const file = join(folder, name);
      if (readFileSync(file, 'latin1').includes('PRIVATE KEY'))
        assert.equal(statSync(file).mode & 0o077, 0, name);
    }
  });

  it('belong to one account, and are forgotten with their keys', async (t) => {
    const { db } = await catalogOf(t);
    const first = await addDomain(db, DEMO, 'example.com', ['ed25519-sha256']);
    const second = await addDomain(db, OTHER, 'example.com', ['ed25519-sha256']);
    assert.notEqual(first.keys[0]?.selector, second.keys[0]?.selector);
    await assert.rejects(addDomain(db, DEMO, 'EXAMPLE.com', ['ed25519-sha256']), { name: 'DomainExists' });
    await removeDomain(db, DEMO, 'example.com');
    assert.deepEqual(await listDomains(db, DEMO), []);
    assert.equal((await listDomains(db, OTHER)).length, 1);
    const kept = await db.selectFrom('dkim_keys').select('selector').execute();
    assert.deepEqual(
      kept.map(({ selector }) => selector),
      [second.keys[0]?.selector],
    );
    await assert.rejects(removeDomain(db, DEMO, 'example.com'), { name: 'UnknownDomain' });
    await assert.rejects(addDomain(db, DEMO, 'localhost'), { name: 'DomainInvalid' });
  });

  it('have records for DNS', async (t) => {
    const { db } = await catalogOf(t);
    const domain = await addDomain(db, DEMO, 'news.example.com');
    const records = dnsRecordsOf(domain, 'mail.example.com');
    assert.deepEqual(records.slice(1).map(zoneLine), [
      'bounces.news.example.com. TXT "v=spf1 a:mail.example.com ~all"',
      'bounces.news.example.com. MX 10 mail.example.com.',
      '_dmarc.news.example.com. TXT "v=DMARC1; p=none; rua=mailto:dmarc@news.example.com"',
    ]);
    const [dkim] = records;
    assert.ok(dkim !== undefined);
    assert.match(dkim.name, /^chappe-[\da-f]{8}\._domainkey\.news\.example\.com$/);
    const strings = [...zoneLine(dkim).matchAll(/"([^"]*)"/g)].map(([, text = '']) => text);
    assert.ok(strings.length > 1 && strings.every((text) => text.length <= 255));
    assert.equal(strings.join(''), dkim.value);
  });
});

describe('the book of senders', () => {
  it('gives the sender with a number, else the first, else captures', async (t) => {
    const { catalog, db } = await catalogOf(t);
    const book = new SenderBook(catalog, 'default.example');
    assert.equal((await book.profile(DEMO)).url, 'capture:');
    await addProfile(db, DEMO, 'a', 'mx:');
    await addProfile(db, DEMO, 'b', 'smtp://h');
    assert.equal((await book.profile(DEMO)).name, 'a');
    assert.equal((await book.profile(DEMO, 2)).name, 'b');
    await assert.rejects(book.profile(DEMO, 3), { name: 'UnknownSender' });
    await assert.rejects(book.profile(OTHER, 1), { name: 'UnknownSender' });
    await assert.rejects(book.profile(parseAccount('NO/ONE')), { name: 'UnknownAccount' });
  });

  it('lets only added domains send, and the default one', async (t) => {
    const { catalog, db } = await catalogOf(t);
    const book = new SenderBook(catalog, 'default.example');
    for (const name of [undefined, '', 'defaultdomain', 'DefaultDomain', 'default.example'])
      assert.deepEqual(await book.domain(DEMO, name), { domain: 'default.example', keys: [], createdAt: 0 });
    await assert.rejects(book.domain(DEMO, 'example.com'), { name: 'UnknownDomain', domain: 'example.com' });
    await assert.rejects(book.domain(DEMO, 'not a domain'), { name: 'UnknownDomain' });
    await addDomain(db, DEMO, 'example.com', ['ed25519-sha256']);
    assert.equal((await book.domain(DEMO, 'Example.COM')).keys.length, 1);
    await assert.rejects(book.domain(OTHER, 'example.com'), { name: 'UnknownDomain' });
    await addDomain(db, DEMO, 'default.example', ['ed25519-sha256']);
    assert.equal((await book.domain(DEMO)).keys.length, 1);
    await removeDomain(db, DEMO, 'example.com');
    await assert.rejects(book.domain(DEMO, 'example.com'), { name: 'UnknownDomain' });
  });
});
