import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import PostalMime from 'postal-mime';
import { createKey } from '../src/accounts/keys.ts';
import { openCatalog } from '../src/storage/catalog.ts';
import { SMALLEST_MAIL } from './support/action-fixtures.ts';
import { assertFailed, run, startServing } from './support/chappe-process.ts';
import { dataFolder } from './support/data-folder.ts';
import { eventually } from './support/eventually.ts';
import { HttpClient, itemsOf } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { startSink } from './support/mail-sink.ts';
import { get } from './support/promised-feeds.ts';
import { DEMO } from './support/server.ts';
import { validatedAction } from './support/validated-action.ts';

const SECRET = 'geheim-4711';

describe('chappe sender', { concurrency: 2 }, () => {
  it('adds, lists and removes senders, and never shows a password again', async (t) => {
    const { data } = await dataFolder(t);
    const url = `smtp://user:${SECRET}@relay.example.com?rate=5`;
    const added = await run(['sender', 'add', 'DEMO/028', 'main', '-', '--data', data], {
      input: `${url}\n`,
    });
    assert.deepEqual([added.code, added.stdout], [0, '']);
    assert.match(added.stderr, /^added sender main, the default of DEMO\/028: smtp:\/\/user:\*\*\*@relay/);
    const second = await run(['sender', 'add', 'DEMO/028', 'direct', 'mx:', '--data', data]);
    assert.match(second.stderr, /^added sender direct, number 2 of DEMO\/028: mx:\n$/);
    const listed = await run(['sender', 'list', 'DEMO/028', '--data', data]);
    assert.match(
      listed.stdout,
      /^NUMBER +NAME +URL +CREATED\n1 \(default\) +main +smtp:\/\/user:\*\*\*@.*\n2 +direct +mx: .*\n$/,
    );
    const json = await run(['sender', 'list', 'DEMO/028', '--json', '--data', data]);
    const senders: unknown = JSON.parse(json.stdout);
    assert.ok(Array.isArray(senders) && senders.length === 2);
    const removed = await run(['sender', 'remove', 'DEMO/028', 'main', '--data', data]);
    assert.match(removed.stderr, /its default is direct\n$/);
    const all = [added, second, listed, json, removed].map(({ stdout, stderr }) => stdout + stderr).join('');
    assert.doesNotMatch(all, new RegExp(SECRET));
  });

  it('refuses what cannot be, without the password, and in one line', async (t) => {
    const { data } = await dataFolder(t);
    const path = await run(['sender', 'add', 'DEMO/028', 'a', `smtp://u:${SECRET}@h/x`, '--data', data]);
    assertFailed(path, 2, /the URL of a sender has a path; write smtp:/);
    assert.doesNotMatch(path.stderr, new RegExp(SECRET));
    assertFailed(
      await run(['sender', 'add', 'NO/ONE', 'a', 'mx:', '--data', data]),
      1,
      /chappe account create/,
    );
    assertFailed(await run(['sender', 'remove', 'DEMO/028', 'a', '--data', data]), 1, /chappe sender list/);
    const none = await run(['sender', 'list', 'DEMO/028', '--data', data]);
    assert.match(none.stderr, /has no sender: its messages are kept as files/);
  });

  it('takes a catalog with secrets from other users', async (t) => {
    const { data } = await dataFolder(t);
    const file = join(data, 'catalog.db');
    chmodSync(file, 0o644);
    const added = await run(['sender', 'add', 'DEMO/028', 'a', 'mx:', '--data', data]);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.match(added.stderr, /catalog\.db could be read by other users; it cannot any more/);
  });
});

describe('chappe domain', { concurrency: 2 }, () => {
  it('makes keys, and prints the records for DNS', async (t) => {
    const { data } = await dataFolder(t);
    const env = { CHAPPE_MAIL_HOST: 'mail.example.com', CHAPPE_DATA: data };
    const added = await run(['domain', 'add', 'DEMO/028', 'News.Example.com', '--ed25519'], { env });
    assert.equal(added.code, 0, added.stderr);
    const lines = added.stdout.split('\n').filter((line) => !line.startsWith(';') && line !== '');
    assert.equal(lines.length, 5);
    assert.match(
      lines[0] ?? '',
      /^chappe-[\da-f]{8}\._domainkey\.news\.example\.com\. TXT "v=DKIM1; k=(rsa|ed25519); p=/,
    );
    assert.match(added.stdout, /^bounces\.news\.example\.com\. TXT "v=spf1 a:mail\.example\.com ~all"$/m);
    assert.match(added.stdout, /^bounces\.news\.example\.com\. MX 10 mail\.example\.com\.$/m);
    assert.match(added.stdout, /^_dmarc\.news\.example\.com\. TXT "v=DMARC1; p=none;/m);
    const shown = await run(['domain', 'show', 'DEMO/028', 'news.example.com'], { env });
    assert.deepEqual(shown.stdout.split('\n').toSorted(), added.stdout.split('\n').toSorted());
    const json = await run(['domain', 'show', 'DEMO/028', 'news.example.com', '--json'], { env });
    const records: unknown = JSON.parse(json.stdout);
    assert.ok(Array.isArray(records) && records.length === 5);
    const listed = await run(['domain', 'list', 'DEMO/028'], { env });
    assert.match(listed.stdout, /^DOMAIN +KEYS +CREATED\nnews\.example\.com +chappe-.*ed25519-sha256/);
    const all = [added, shown, json, listed].map(({ stdout, stderr }) => stdout + stderr).join('');
    assert.doesNotMatch(all, /PRIVATE/);
    const removed = await run(['domain', 'remove', 'DEMO/028', 'news.example.com'], { env });
    assert.equal(removed.code, 0);
    for (const command of ['show', 'remove']) {
      assertFailed(
        await run(['domain', command, 'DEMO/028', 'news.example.com'], { env }),
        1,
        /may not send from news\.example\.com; it has no domain: 'chappe domain add DEMO\/028 DOMAIN' adds one/,
      );
    }
  });

  it('takes a final dot for the end of the domain, and names the domains in place of an unknown one', async (t) => {
    const { data } = await dataFolder(t);
    const env = { CHAPPE_DATA: data, CHAPPE_MAIL_HOST: 'mail.example.com' };
    const added = await run(['domain', 'add', 'DEMO/028', 'news.example.com.'], { env });
    assert.match(added.stderr, /^DEMO\/028 may send from news\.example\.com; publish/);
    assertFailed(await run(['domain', 'add', 'DEMO/028', 'news.example.com'], { env }), 1, /already/);
    await run(['domain', 'add', 'DEMO/028', 'a.example'], { env });
    for (const command of ['show', 'remove']) {
      const unknown = await run(['domain', command, 'DEMO/028', 'b.example'], { env });
      assertFailed(
        unknown,
        1,
        /may not send from b\.example; its domains are a\.example, news\.example\.com\n$/,
      );
    }
    const dotted = await run(['domain', 'show', 'DEMO/028', 'news.example.com.'], { env });
    assert.equal(dotted.stdout, added.stdout);
    const removed = await run(['domain', 'remove', 'DEMO/028', 'NEWS.example.com.'], { env });
    assert.match(removed.stderr, /^DEMO\/028 may not send from news\.example\.com any more/);
    assertFailed(await run(['domain', 'add', 'DEMO/028', 'example.com..'], { env }), 2, /is no domain/);
  });

  it('refuses what is no domain, and one that is there', async (t) => {
    const { data } = await dataFolder(t);
    const env = { CHAPPE_DATA: data };
    assertFailed(
      await run(['domain', 'add', 'DEMO/028', 'a@example.com'], { env }),
      2,
      /is no domain such as/,
    );
    await run(['domain', 'add', 'DEMO/028', 'example.com'], { env });
    assertFailed(await run(['domain', 'add', 'DEMO/028', 'EXAMPLE.com'], { env }), 1, /chappe domain show/);
    const strange = await run(['domain', 'show', 'DEMO/028', 'example.com'], {
      env: { ...env, CHAPPE_MAIL_HOST: 'a b' },
    });
    assertFailed(
      strange,
      2,
      /CHAPPE_MAIL_HOST is 'a b', but must be a domain such as mail\.example\.com, or auto/,
    );
  });
});

it('a server tells at its start which accounts send nothing', async (t) => {
  const { data } = await dataFolder(t);
  const server = await startServing(t, ['--data', data]);
  await server.untilError(/"accounts":\["DEMO\/028"\].*kept as files in \S+\/data\/captured/);
  await server.kill();
  await run(['sender', 'add', 'DEMO/028', 'main', 'mx:', '--data', data]);
  const again = await startServing(t, ['--data', data]);
  assert.doesNotMatch(again.stderr, /captured/);
});

describe('a message', () => {
  const TRUSTED = new URL('fixtures/tls/localhost.cert.pem', import.meta.url).pathname;

  /** Sends a message by a server of its own, and waits for the event that it left. */
  async function send(t: TestContext, data: string, env: Record<string, string> = {}): Promise<void> {
    const catalog = await openCatalog(data);
    const { key } = await createKey(catalog.db, DEMO, { permissions: KEEPER });
    await catalog.close();
    const server = await startServing(t, ['--data', data], { env });
    const client = new HttpClient(server.url, key);
    t.after(async () => client.close());
    const target = get(await done(call(client, 'POST', '/targets', { Email: 'zoe@example.com' })), 'id');
    const content = { ...SMALLEST_MAIL.content, subject: 'Zoé 😀' };
    const action = await validatedAction(client, { ...SMALLEST_MAIL, content });
    const type = { 'Content-Type': 'application/vnd.np6.cm.email' };
    const wish = { recipient: { type: 'id', value: target } };
    await done(call(client, 'POST', `${action}/execution`, wish, type));
    await eventually(
      async () => itemsOf(await client.get(`${action}/events/activations`)),
      ({ length }) => length === 1,
    );
  }

  it('leaves by smtps: with TLS from the first byte, and to the user that the URL names', async (t) => {
    const { data } = await dataFolder(t);
    const sink = await startSink(t, {
      secure: true,
      authOptional: false,
      onAuth: ({ username, password }, _session, then) =>
        then(null, { user: password === SECRET ? username : 'somebody else' }),
    });
    const url = `smtps://user:${SECRET}@localhost:${sink.port}`;
    await run(['sender', 'add', 'DEMO/028', 'relay', '-', '--data', data], { input: url });
    await send(t, data, { NODE_EXTRA_CA_CERTS: TRUSTED });
    const mail = sink.mails.find(({ to }) => to.includes('zoe@example.com'));
    assert.deepEqual([mail?.secure, mail?.user], [true, 'user']);
  });

  it('is a file of an account without a sender, and everything else goes on as if it was sent', async (t) => {
    const { data } = await dataFolder(t);
    await send(t, data);
    const folder = join(data, 'captured', 'DEMO-028');
    const mails = await Promise.all(
      readdirSync(folder).map((name) => PostalMime.parse(readFileSync(join(folder, name)))),
    );
    const mail = mails.find(({ to }) => to?.[0]?.address === 'zoe@example.com');
    assert.equal(mail?.subject, 'Zoé 😀');
  });
});
