import { createServer } from 'node:http';
import { createServer as createMailServer, type Socket } from 'node:net';
import type { SunkKind, SunkMails } from '../sending/sink.ts';

/**
 * The mail server of every sending row: takes each message at once and keeps none. It speaks SMTP by hand and looks for
 * no more than the end of a message, so that it takes as little as possible of the cores that others are measured on.
 *
 * Messages are counted by the word that the address begins with: `reader`, `single`, …
 */
const END = Buffer.from('\r\n.\r\n');
const SIGNATURE = Buffer.from('DKIM-Signature:');

const kinds: Record<string, SunkKind> = {};
/** When the message for each address came that begins with `single`, in milliseconds since 1970. */
const arrivals: Record<string, number> = {};
let sample = '';

const mailServer = createMailServer((socket) => serve(socket));

function serve(socket: Socket): void {
  let pieces: Buffer[] = [];
  let inMessage = false;
  let to = '';
  socket.setNoDelay(true).on('error', () => socket.destroy());
  socket.write('220 sink ESMTP\r\n');
  socket.on('data', (piece: Buffer) => {
    pieces.push(piece);
    // The end may lie across two pieces.
    const last = piece.length >= END.length ? piece : Buffer.concat(pieces);
    if (inMessage) {
      if (!last.subarray(-END.length).equals(END)) return;
      note(to, Buffer.concat(pieces));
      inMessage = false;
      pieces = [];
      socket.write('250 taken\r\n');
      return;
    }
    if (last.at(-1) !== 0x0a) return;
    const line = Buffer.concat(pieces).toString('latin1');
    pieces = [];
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'RCPT') to = /<(.*)>/.exec(line)?.[1] ?? '';
    inMessage = verb === 'DATA';
    socket.write(inMessage ? '354 go on\r\n' : verb === 'QUIT' ? '221 bye\r\n' : '250 sink\r\n');
    if (verb === 'QUIT') socket.end();
  });
}

function note(address: string, raw: Buffer): void {
  const now = Date.now();
  const name = /^[a-z]*/.exec(address)?.[0] ?? '';
  const kind = kinds[name] ?? { messages: 0, signed: 0, bytes: 0, first: now };
  kinds[name] = kind;
  kind.messages += 1;
  kind.bytes += raw.length;
  if (raw.subarray(0, SIGNATURE.length).equals(SIGNATURE)) kind.signed += 1;
  if (name === 'single') arrivals[address] = now;
  if (kind.messages === 1) sample = raw.toString('latin1').slice(0, -'.\r\n'.length);
}

mailServer.listen(0, '127.0.0.1', () => {
  const server = createServer((_request, response) => {
    response.end(JSON.stringify({ port: portOf(mailServer), kinds, arrivals, sample } satisfies SunkMails));
  });
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`smtp-sink is listening on http://127.0.0.1:${portOf(server)}\n`);
  });
});

function portOf(server: { address(): ReturnType<typeof mailServer.address> }): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
