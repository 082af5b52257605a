import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { readerAddress } from './contacts.ts';
import { DOMAIN } from './newsletter.ts';
import type { PoolReport, PoolTask, ReadyMail } from './pool.ts';

/**
 * A bare pool of nodemailer, as it comes. As the yardstick of sending it signs a prepared message and sends it, again and
 * again: it looks up nobody, renders nothing and writes nothing down. As a mail server that brings back what it could not
 * deliver it sends the messages of a file.
 */
const task: PoolTask = JSON.parse(await text(process.stdin));

/** So many are handed over at once, as Chappe does. */
const AT_ONCE = 32;

const mails = 'sample' in task ? copies(task.sample, task.messages) : readyMails(task.ready);
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const transport = createTransport({
  pool: true,
  host: '127.0.0.1',
  port: task.port,
  secure: false,
  ignoreTLS: true,
  ...('sample' in task
    ? { dkim: { domainName: DOMAIN, keySelector: 'bench', privateKey } }
    : { maxConnections: task.connections, maxMessages: Number.POSITIVE_INFINITY }),
});

const before = process.cpuUsage();
const begun = Date.now();
const start = performance.now();
await Promise.all(Array.from({ length: AT_ONCE }, sendAll));
const ms = performance.now() - start;
const { user, system } = process.cpuUsage(before);
transport.close();
const report: PoolReport = { begun, ms, cpuMs: (user + system) / 1_000 };
process.stdout.write(JSON.stringify(report));

/** All take from the same messages. */
async function sendAll(): Promise<void> {
  for (const mail of mails) await transport.sendMail(mail);
}

function* copies(sample: string, count: number): Generator<SendMailOptions> {
  // Without the signature that it came with.
  const raw = readFileSync(sample, 'latin1').replace(/^DKIM-Signature:[^\r]*\r\n(?:[ \t][^\r]*\r\n)*/, '');
  for (let n = 0; n < count; n++)
    yield { envelope: { from: `bounce@${DOMAIN}`, to: [readerAddress(n)] }, raw };
}

function* readyMails(file: string): Generator<SendMailOptions> {
  for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) {
    const { to, raw }: ReadyMail = JSON.parse(line);
    yield { envelope: { from: '', to: [to] }, raw };
  }
}
