import assert from 'node:assert/strict';
import { createSecretKey, hash as digest } from 'node:crypto';
import { describe, it } from 'node:test';
import Value from 'typebox/value';
import { parseAccount } from '../accounts/account.ts';
import { UnknownAccount } from '../accounts/errors.ts';
import { Stamp } from '../events/model/stamp.ts';
import { type LatestActivation, type OlderLinkSources, readOlderLink } from './older-links.ts';
import type { AccountKeys } from './signing-keys.ts';

const ACCOUNT = parseAccount('ABCD/0AB');
const CLICK = 'ABCD0AB000ABC000ABCDE0';
const OPEN = 'ABCD0AB00000000ABC000ABCDE';

const key = { number: 1, secret: createSecretKey(Buffer.alloc(32)) };

const LATEST: LatestActivation = {
  of: 'campaign',
  stamp: {
    time: 1614089576625,
    id: 'd52055cd-e854-4177-8ef5-b10fd8d568a7',
    thread: 'a3078b19-b379-4bc2-b29a-e8229a9c9332',
  },
  sentAt: 1614089577000,
};

function sources(secret?: string, latest?: LatestActivation): OlderLinkSources {
  const keys: AccountKeys = {
    account: ACCOUNT,
    number: 1,
    newest: key,
    keys: new Map([[1, key]]),
    ...(secret !== undefined && { olderSecret: createSecretKey(Buffer.from(secret)) }),
  };
  return {
    keys: {
      of: async ({ agency }) => {
        if (agency !== 'ABCD') throw new UnknownAccount(agency);
        return keys;
      },
    },
    latest: async () => latest,
  };
}

const SIGNED = sources('ABCD', LATEST);

const click = (query: string, from = SIGNED) => readOlderLink(`/redirectUrl?GV1=${CLICK}&${query}`, from);
const destination = async (query: string, from = SIGNED) => {
  const link = (await click(query, from))?.link;
  return link?.type === 'redirection' ? link.destination : undefined;
};
const h = (url: string) => digest('md5', `ABCD${url}`);

describe('an older link', () => {
  it('leads on when its hash is that of the secret and its target', async () => {
    const vectors = {
      'https://www.google.com': 'be367ce5a6501f7ca4ad4c943e6eb0b8',
      'https://www.youtube.com/': 'b77346d8e3dbc22abd111f89668378e2',
    };
    for (const [url, hash] of Object.entries(vectors)) {
      assert.equal(h(url), hash);
      const query = `linkId=Link%201&targetUrl=${encodeURIComponent(url)}`;
      for (const written of [hash, hash.toUpperCase()]) {
        assert.deepEqual(await click(`${query}&h=${written}`), {
          account: ACCOUNT,
          action: '000ABC',
          contact: '000ABCDE',
          ...LATEST,
          link: { type: 'redirection', source: 'html', label: 'Link 1', destination: url },
        });
      }
    }
  });

  it('may be written as each of the programs wrote it', async () => {
    const url = 'https://Example.com/Page?a=1&b=Two+x';
    for (const query of [
      `linkid=x&targetUrl=${url}&h=${h(url)}`,
      `linkid=x&targetUrl=${url}&h=${h(url.toLowerCase())}`,
      `h=${h(url)}&targetUrl=${url}`,
      `targetUrl=${encodeURIComponent(url)}&linkId=x&h=${h(url)}`,
      `linkid=x&targetUrl=${url}&h=1&h=${h(`${url}&h=1`)}`,
      `TARGETURL=${encodeURIComponent(url)}&H=${h(url)}`,
    ])
      assert.equal((await destination(query))?.replace('&h=1', ''), url, query);
    const spaced = 'https://example.com/?q=a b';
    assert.equal(
      await destination(`targetUrl=https%3a%2f%2fexample.com%2f%3fq%3da+b&h=${h(spaced)}`),
      'https://example.com/?q=a%20b',
    );
    const plain = await click(`targetUrl=https://example.com&h=${h('https://example.com')}`);
    assert.equal(plain && 'label' in plain.link, false);
  });

  it('that nobody signed with the secret leads nowhere', async () => {
    const url = 'https://www.google.com';
    const good = `targetUrl=${url}&h=${h(url)}`;
    assert.equal(await destination(good), url);
    for (const [query, from] of [
      [`targetUrl=${url}`, SIGNED],
      [`targetUrl=${url}&h=`, SIGNED],
      [`targetUrl=${url}&h=${digest('md5', url)}`, SIGNED],
      [`targetUrl=${url}/x&h=${h(url)}`, SIGNED],
      [`targetUrl=${url}.evil.example&h=${h(url)}`, SIGNED],
      [`h=${h('')}`, SIGNED],
      [good, sources()],
      [good, sources('other')],
      [`${good}&x=${'a'.repeat(9000)}`, SIGNED],
      [`targetUrl=%ff&h=${h(url)}`, SIGNED],
    ] as const)
      assert.equal(await click(query, from), undefined, query);
    for (const target of ['javascript:alert(1)', 'https://a@b.example/', 'https://example.com/\r\nX: y', 'x'])
      assert.equal(await destination(`targetUrl=${encodeURIComponent(target)}&h=${h(target)}`), undefined);
  });

  it('is of no account, action or contact that cannot be', async () => {
    const rest = `targetUrl=https://www.google.com&h=${h('https://www.google.com')}`;
    for (const gv1 of ['', 'ABCD', `${CLICK}0`, CLICK.replace('ABCD', 'NONE'), `${CLICK.slice(0, -2)}!0`])
      assert.equal(await readOlderLink(`/redirectUrl?GV1=${gv1}&${rest}`, SIGNED), undefined, gv1);
    for (const url of ['/other?GV1=ABCD', '/redirectUrl', '', `/?GV1=${CLICK}&${rest}`])
      assert.equal(await readOlderLink(url, SIGNED), undefined, url);
  });

  it('of a message that is not known still leads on, and is always of the same one', async () => {
    const url = 'https://www.google.com';
    const unknown = sources('ABCD');
    const first = await click(`targetUrl=${url}&h=${h(url)}`, unknown);
    const second = await click(`linkId=b&targetUrl=${url}&h=${h(url)}`, unknown);
    assert.ok(Value.Check(Stamp, first?.stamp));
    assert.deepEqual(first?.stamp, second?.stamp);
    assert.deepEqual([first?.of, first?.sentAt, first?.stamp.time], ['message', 0, 0]);
    assert.notEqual(first?.stamp.id, first?.stamp.thread);
  });

  it('is an open only of a message that left, as it has no hash', async () => {
    for (const gv1 of [OPEN, CLICK]) {
      const open = await readOlderLink(`/o5.aspx?GV1=${gv1}`, SIGNED);
      assert.deepEqual(open, {
        account: ACCOUNT,
        action: '000ABC',
        contact: '000ABCDE',
        ...LATEST,
        link: { type: 'open' },
      });
      assert.equal(await readOlderLink(`/o5.aspx?GV1=${gv1}`, sources('ABCD')), undefined);
      assert.equal(await readOlderLink(`/o5.aspx?GV1=${gv1}`, sources(undefined, LATEST)), undefined);
    }
  });
});
