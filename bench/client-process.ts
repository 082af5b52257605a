import { createReadStream, createWriteStream } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Order } from './client.ts';

/** The client for machines without curl: reads an order on standard input, writes what its requests took. */
const { urls, headers, upload, saveTo }: Order = JSON.parse(await text(process.stdin));
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

for (const url of urls) process.stdout.write(`${await transfer(url)}\n`);
agent.destroy();

async function transfer(url: string): Promise<string> {
  const start = performance.now();
  const response = await answerTo(url);
  const firstByte = performance.now() - start;
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  if (saveTo === undefined) {
    await new Promise((resolve, reject) => response.once('end', resolve).once('error', reject));
  } else {
    await pipeline(response, createWriteStream(saveTo));
  }
  const all = performance.now() - start;
  return `${response.statusCode} ${bytes} ${firstByte / 1_000} ${all / 1_000}`;
}

function answerTo(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const method = upload === undefined ? 'GET' : 'POST';
    const outgoing = request(url, { method, headers, agent }, resolve).once('error', reject);
    if (upload === undefined) outgoing.end();
    else pipeline(createReadStream(upload), outgoing).catch(reject);
  });
}
