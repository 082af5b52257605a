import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { ClientsReport, ClientsTask } from './clients.ts';
import { quantile } from './statistics.ts';

/**
 * Clients that send one body per request, each over a connection of its own, as fast as they are answered. They
 * speak HTTP by hand: Node's client would take more of the two cores than the server under test.
 */
const { method, url, headers, file, clients }: ClientsTask = JSON.parse(await text(process.stdin));
const { hostname, port, host, pathname } = new URL(url);
const names = Object.entries({ Host: host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);

const requests: Buffer[] = [];
for await (const line of createInterface({ input: createReadStream(file) })) requests.push(requestOf(line));

const times: number[] = [];
let next = 0;
const start = performance.now();
await Promise.all(Array.from({ length: clients }, sendAll));
const ms = performance.now() - start;
const report: ClientsReport = { ms, p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
process.stdout.write(JSON.stringify(report));

function requestOf(line: string): Buffer {
  if (method === 'GET') return Buffer.from(`GET ${line} HTTP/1.1\r\n${names.join('')}\r\n`);
  const body = Buffer.from(line);
  const head = `${method} ${pathname} HTTP/1.1\r\n${names.join('')}Content-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

async function sendAll(): Promise<void> {
  const socket = connect(Number(port), hostname).setNoDelay(true).setEncoding('latin1');
  await once(socket, 'connect');
  let answer = '';
  await new Promise<void>((resolve, reject) => {
    let sent = 0;
    const send = () => {
      const request = requests[next++];
      if (request === undefined) {
        resolve();
        return;
      }
      sent = performance.now();
      socket.write(request);
    };
    socket
      .once('error', reject)
      .once('close', () => reject(new Error(`the connection was closed: ${answer}`)));
    socket.on('data', (piece: string) => {
      answer += piece;
      if (!isWhole(answer)) return;
      if (!/^HTTP\/1\.1 (?:20\d|302)/.test(answer)) reject(new Error(answer));
      times.push(performance.now() - sent);
      answer = '';
      send();
    });
    send();
  });
  socket.removeAllListeners('close').destroy();
}

function isWhole(answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer)?.[1];
  return answer.length >= end + 4 + Number(length ?? 0);
}
