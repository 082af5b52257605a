import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { createTransport } from 'nodemailer';
import { readerAddress } from './contacts.ts';
import { DOMAIN } from './newsletter.ts';
import type { PoolReport, PoolTask } from './pool.ts';

/**
 * The yardstick of sending: a bare pool of nodemailer, as it comes, that signs a prepared message and sends it, again and
 * again. It looks up nobody, renders nothing and writes nothing down.
 */
const { port, messages, sample }: PoolTask = JSON.parse(await text(process.stdin));

/** So many are handed over at once, as Chappe does. */
const AT_ONCE = 32;

/** Without the signature that it came with. */
const raw = readFileSync(sample, 'latin1').replace(/^DKIM-Signature:[^\r]*\r\n(?:[ \t][^\r]*\r\n)*/, '');
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const transport = createTransport({
  pool: true,
  host: '127.0.0.1',
  port,
  secure: false,
  ignoreTLS: true,
  dkim: { domainName: DOMAIN, keySelector: 'bench', privateKey },
});

let next = 0;
const before = process.cpuUsage();
const start = performance.now();
await Promise.all(Array.from({ length: AT_ONCE }, sendAll));
const ms = performance.now() - start;
const { user, system } = process.cpuUsage(before);
transport.close();
const report: PoolReport = { ms, cpuMs: (user + system) / 1_000 };
process.stdout.write(JSON.stringify(report));

async function sendAll(): Promise<void> {
  while (next < messages) {
    const to = readerAddress(next++);
    await transport.sendMail({ envelope: { from: `bounce@${DOMAIN}`, to: [to] }, raw });
  }
}
