import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after } from 'node:test';
import type { SMTPServerOptions } from 'smtp-server';
import { parseAccount } from '../../src/accounts/account.ts';
import { addProfile } from '../../src/senders/profiles.ts';
import { SMALLEST_MAIL } from './action-fixtures.ts';
import { scratchFolder } from './data-folder.ts';
import { eventually } from './eventually.ts';
import { itemsOf } from './http-client.ts';
import { call, done, KEEPER } from './json-calls.ts';
import { LOCAL_CERTIFICATE, startSink } from './mail-sink.ts';
import { get } from './promised-feeds.ts';
import { scrapeUntil } from './scrape.ts';
import { DEMO, serve } from './server.ts';
import { freePort, SmtpClient } from './smtp-client.ts';
import { validatedAction } from './validated-action.ts';

const EMAIL = { 'Content-Type': 'application/vnd.np6.cm.email' };

export const RFC822 = { 'Content-Type': 'message/rfc822' };
export const OTHER = parseAccount('OTHER/001');

/** A message to a contact, and the addresses that what comes back of it is sent to. */
type Sent = { target: string; returnPath: string; replyTo: string; raw: string };

/** A mail action whose answers go on to an address. */
export function mailWithReply(address: string): object {
  const headers = { ...SMALLEST_MAIL.content.headers, reply: address };
  return { ...SMALLEST_MAIL, content: { ...SMALLEST_MAIL.content, headers } };
}

/**
 * A server that mail comes back to in every way, and a mail server that takes what it sends, for all tests of a file: both
 * end after them.
 *
 * @param onRcptTo how that mail server answers those who name a recipient.
 */
export async function serveInbound(
  onRcptTo: SMTPServerOptions['onRcptTo'] = (_address, _session, done) => done(),
) {
  // The server looks into the folder, and writes to the mail server, until it ends.
  const cleaners: (() => Promise<unknown>)[] = [];
  const t = { after: (clean: () => Promise<unknown>) => void cleaners.push(clean) };
  const sink = await startSink(t, { hideSTARTTLS: true, onRcptTo });
  const folder = await scratchFolder(t);
  const port = await freePort();
  await writeFile(join(folder, 'cert.pem'), LOCAL_CERTIFICATE.cert);
  await writeFile(join(folder, 'key.pem'), LOCAL_CERTIFICATE.key);
  await mkdir(join(folder, 'mail'));
  const server = await serve({
    accounts: [DEMO, OTHER],
    settings: {
      inboundPort: port,
      inboundCertificate: join(folder, 'cert.pem'),
      inboundKey: join(folder, 'key.pem'),
      inboundMaxBytes: 100_000,
      inboundFolder: join(folder, 'mail'),
      replies: 'on',
      softBounces: 2,
      mailHost: 'mail.sender.test',
    },
  });
  /** Connections on which nothing is said. The server greets whoever connects only after a tenth of a second. */
  const idle: SmtpClient[] = [];
  after(async () => {
    assert.deepEqual(server.errors, []);
    // A server that closes waits for its connections.
    for (const smtp of idle) smtp.close();
    await server.close();
    for (const clean of cleaners) await clean();
  });
  await addProfile(server.catalog.db, DEMO, 'sink', `smtp://127.0.0.1:${sink.port}`);
  const client = await server.client({ permissions: [...KEEPER, 'feedback:write'] });
  const action = await validatedAction(client, mailWithReply('ask@sender.test'));

  /** Sends a message to a new contact. */
  async function sent(address: string, of = action, by = sink): Promise<Sent> {
    const target = String(get(await done(call(client, 'POST', '/targets', { Email: address })), 'id'));
    await execute(target, of);
    const mail = await eventually(
      async () => by.mails.find(({ to }) => to.includes(address)),
      (found) => found !== undefined,
    );
    const raw = String(mail?.raw);
    const replyTo = /^Reply-To:\s+<?([^\s>]+)/m.exec(raw)?.[1] ?? '';
    return { target, returnPath: mail?.from ?? '', replyTo, raw };
  }

  const execute = (target: string, of = action) =>
    done(
      call(
        client,
        'POST',
        `${of}/execution`,
        { recipient: { type: 'id', value: target }, data: { order: 7 } },
        EMAIL,
      ),
    );

  const eventsOf = async (target: string, type: string) =>
    itemsOf(await client.get(`/targets/${target}/events?classification=all`)).filter(
      (event) => get(event, 'type') === type,
    );

  async function oneEventOf(target: string, type: string): Promise<unknown> {
    const [event, ...others] = await eventually(
      () => eventsOf(target, type),
      (events) => events.length > 0,
    );
    assert.deepEqual(others, []);
    return event;
  }

  const targetOf = (id: string) => done(call(client, 'GET', `/targets/${id}`));

  const hand = (raw: string, path = '/inbound/mail', from = client) =>
    from.send({ method: 'POST', path, headers: RFC822, body: raw });

  /** Sends one message on a connection that nobody else uses; without a sender as mail systems do. */
  async function bring(to: string, raw: string, from = ''): Promise<string> {
    let smtp = idle.pop();
    if (smtp === undefined) {
      smtp = new SmtpClient(port);
      await smtp.hello();
    }
    const said = await smtp.send(to, raw, from);
    idle.push(smtp);
    return said;
  }

  const counted = (name: string, labels: Record<string, string>) =>
    scrapeUntil(server.stranger(), `${name} ${JSON.stringify(labels)}`, (all) =>
      all.samples.some(
        (sample) =>
          sample.name === name &&
          sample.value > 0 &&
          Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
      ),
    );

  return {
    server,
    client,
    sink,
    port,
    /** The folder that is watched. */
    folder: join(folder, 'mail'),
    action,
    sent,
    execute,
    eventsOf,
    oneEventOf,
    targetOf,
    hand,
    bring,
    counted,
  };
}
