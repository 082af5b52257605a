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
const head = [
  `${method} ${pathname} HTTP/1.1`,
  `Host: ${host}`,
  ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  'Content-Length: ',
].join('\r\n');

const requests: Buffer[] = [];
for await (const line of createInterface({ input: createReadStream(file) })) {
  const body = Buffer.from(line);
  requests.push(Buffer.concat([Buffer.from(`${head}${body.length}\r\n\r\n`), body]));
}

const times: number[] = [];
let next = 0;
const start = performance.now();
await Promise.all(Array.from({ length: clients }, sendAll));
const ms = performance.now() - start;
const report: ClientsReport = { ms, p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
process.stdout.write(JSON.stringify(report));

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
      if (!/^HTTP\/1\.1 20\d/.test(answer)) reject(new Error(answer));
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
