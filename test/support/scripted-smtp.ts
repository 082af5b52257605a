import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { Cleaner } from './data-folder.ts';

/**
 * What a server says to a verb: a reply without its line break, `drop` to end the connection, `hang` to say nothing. Of
 * several, each is said once, and the last again and again.
 * `GREETING` is said first, `BODY` after the dot that ends a message, `PIECE` at its first bytes, and `HANDSHAKE` to what
 * follows STARTTLS, as this server speaks no TLS.
 */
export type SmtpScript = Readonly<Record<string, string | readonly string[]>>;

const POLITE: SmtpScript = {
  GREETING: '220 scripted',
  EHLO: '250-scripted\r\n250-PIPELINING\r\n250 ENHANCEDSTATUSCODES',
  MAIL: '250 ok',
  RCPT: '250 ok',
  DATA: '354 go on',
  BODY: '250 2.0.0 taken',
  RSET: '250 ok',
  QUIT: '221 bye',
  HANDSHAKE: 'what?',
};

export type ScriptedSmtp = {
  port: number;
  /** Whole messages that were answered with 250. */
  taken: string[];
  connections: number;
  /** Everything that clients said, line by line, bodies left out. */
  said: string[];
};

/** A server that answers as it is told, connection by connection; the last script is for all others. */
export async function startScripted(t: Cleaner, ...scripts: SmtpScript[]): Promise<ScriptedSmtp> {
  const state: ScriptedSmtp = { port: 0, taken: [], connections: 0, said: [] };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const script = { ...POLITE, ...scripts[Math.min(state.connections++, scripts.length - 1)] };
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    const times = new Map<string, number>();
    let text = '';
    socket.setNoDelay(true);
    let inBody = false;
    let handshake = false;
    const say = (verb: string) => {
      const replies = [script[verb] ?? '502 5.5.1 what?'].flat();
      const time = times.get(verb) ?? 0;
      times.set(verb, time + 1);
      const reply = replies[Math.min(time, replies.length - 1)] ?? 'drop';
      if (reply === 'drop') socket.destroy();
      else if (reply !== 'hang') socket.write(`${reply}\r\n`);
      return reply;
    };
    socket.setEncoding('latin1').on('data', (piece: string) => {
      text += piece;
      if (handshake) {
        say('HANDSHAKE');
        return;
      }
      for (;;) {
        if (inBody) {
          if (script.PIECE !== undefined) say('PIECE');
          const end = text.indexOf('\r\n.\r\n');
          if (end < 0) return;
          const body = text.slice(2, end + 2);
          text = text.slice(end + 5);
          inBody = false;
          if (say('BODY').startsWith('250')) state.taken.push(body);
          continue;
        }
        const end = text.indexOf('\r\n');
        if (end < 0) return;
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        state.said.push(line);
        const verb = line.split(/[ :]/)[0]?.toUpperCase() ?? '';
        inBody = say(verb).startsWith('354');
        handshake = verb === 'STARTTLS';
        // An empty message is a dot alone.
        if (inBody) text = `\r\n${text}`;
        if (verb === 'QUIT') socket.end();
      }
    });
    say('GREETING');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  state.port = address.port;
  t.after(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return state;
}
