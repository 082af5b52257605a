import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { eventually } from '../../../test/support/eventually.ts';
import { SmtpClient } from '../../../test/support/smtp-client.ts';
import { parseAccount } from '../../accounts/account.ts';
import { QueueFull } from '../../sending/queue.ts';
import { MailRejected } from '../mail-rejected.ts';
import type { ReadAddress } from '../signed-address.ts';
import {
  type InboundLimits,
  type InboundResult,
  InboundServer,
  type InboundServerParts,
  type IncomingMail,
} from './inbound-server.ts';

/** Another one finds other conversations: FUZZ_SEED=… node --test src/feedback/smtp/inbound-server.test.ts */
const SEED = Number(process.env.FUZZ_SEED ?? 28_026);
const CONVERSATIONS = Number(process.env.FUZZ_RUNS ?? 18);

const ADDRESS: ReadAddress = {
  account: parseAccount('DEMO/028'),
  purpose: 'return-path',
  action: '000PE4',
  contact: '000R4M0T',
  of: 'message',
  isCopy: false,
  stamp: '7b0f3a3e-5d0c-4f0e-9a53-0b6f8f1d1c11',
  madeAt: 0,
};

const LIMITS: InboundLimits = {
  messageBytes: 10_000,
  heldBytes: 100_000,
  connections: 50,
  messagesPerMinute: 0,
  silence: 10_000,
  message: 10_000,
};

/** What is connected to each server, by its port. */
const clients = new Map<number, SmtpClient[]>();

type Listening = { port: number; taken: IncomingMail[]; counted: InboundResult[]; reported: unknown[] };

/** A server to which `known@` is an address, and nothing else. */
async function listen(
  t: TestContext,
  limits: Partial<InboundLimits> = {},
  receive: InboundServerParts['receive'] = async () => undefined,
): Promise<Listening> {
  const taken: IncomingMail[] = [];
  const counted: InboundResult[] = [];
  const reported: unknown[] = [];
  const server = new InboundServer({
    host: '127.0.0.1',
    port: 0,
    name: 'mail.sender.test',
    certificate: undefined,
    limits: { ...LIMITS, ...limits },
    read: async (localPart) => (localPart === 'known' ? ADDRESS : undefined),
    async receive(mails) {
      await receive(mails);
      taken.push(...mails);
    },
    count: (result) => counted.push(result),
    report: (error) => reported.push(error),
  });
  const port = await server.listen();
  t.after(async () => {
    // A server that closes waits for its connections.
    for (const client of clients.get(port) ?? []) client.close();
    await server.close();
  });
  return { port, taken, counted, reported };
}

const KNOWN = 'known@bounces.sender.test';

async function connected(port: number): Promise<SmtpClient> {
  const smtp = new SmtpClient(port);
  clients.set(port, [...(clients.get(port) ?? []), smtp]);
  await smtp.hello();
  return smtp;
}

/** Begins a message, and gives the connection on which it is awaited. */
async function begun(port: number): Promise<SmtpClient> {
  const smtp = await connected(port);
  await smtp.say('MAIL FROM:<>');
  await smtp.say(`RCPT TO:<${KNOWN}>`);
  assert.match(await smtp.say('DATA'), /^354/);
  return smtp;
}

// Together: all they do is wait for each other's words, and each has a server of its own.
describe('a server for inbound mail', { concurrency: true }, () => {
  test('more messages a minute than one address may send are told to come later', async (t) => {
    const { port, taken, counted } = await listen(t, { messagesPerMinute: 2 });
    const smtp = await connected(port);
    const said: string[] = [];
    // A minute may begin in between.
    for (let n = 0; n < 5; n++) {
      await smtp.say('RSET');
      said.push(await smtp.say('MAIL FROM:<>'));
    }
    assert.match(said.at(-1) ?? '', /^451 4\.7\.1/);
    assert.match(said[0] ?? '', /^250/);
    assert.ok(counted.length > 0 && counted.every((result) => result === 'many'));
    assert.deepEqual(taken, []);
  });

  test('a connection too many is told to come later, and none is once another has gone', async (t) => {
    const { port } = await listen(t, { connections: 1 });
    const first = await connected(port);
    const second = new SmtpClient(port);
    assert.match(await second.answer(), /^421/);
    assert.equal(await second.answer(), '');
    assert.match(await first.say('QUIT'), /^221/);
    assert.equal(await first.answer(), '');
    const third = new SmtpClient(port);
    t.after(() => third.close());
    assert.match(await third.answer(), /^220/);
  });

  test('more bytes under way at once than there may be are told to come later, and are forgotten', async (t) => {
    const { port, counted, taken } = await listen(t, { heldBytes: 8000 });
    const smtp = await connected(port);
    assert.match(await smtp.send(KNOWN, 'x'.repeat(9000)), /^452 4\.3\.1/);
    assert.match(await smtp.send(KNOWN, 'x'.repeat(7000)), /^250/);
    assert.match(await smtp.send(KNOWN, 'x'.repeat(7000)), /^250/);
    assert.deepEqual(counted, ['many', 'taken', 'taken']);
    assert.equal(taken.length, 2);
  });

  // The greeting itself takes a tenth of a second: who speaks before it is no mail server.
  test('silence ends a connection, before a message and within', async (t) => {
    const { port, taken, counted, reported } = await listen(t, { silence: 400 });
    const before = new SmtpClient(port);
    assert.match(await before.answer(), /^220/);
    assert.match(await before.answer(), /^421/);
    assert.equal(await before.answer(), '');
    const within = await begun(port);
    within.socket.write('Subject: half\r\n');
    assert.match(await within.answer(), /^421/);
    assert.equal(await within.answer(), '');
    await eventually(
      async () => counted,
      ({ length }) => length > 0,
    );
    assert.deepEqual([taken, counted, reported], [[], ['broken off'], []]);
  });

  test('whoever says a byte now and then is given up, before a message and within', async (t) => {
    const { port, taken, counted } = await listen(t, { message: 150 });
    for (const open of [connected, begun]) {
      const smtp = await open(port);
      const dripping = setInterval(() => smtp.socket.write('x'), 5);
      t.after(async () => clearInterval(dripping));
      assert.match(await smtp.answer(), /^421 4\.4\.2/);
      assert.equal(await smtp.answer(), '');
    }
    assert.deepEqual([taken, counted], [[], ['broken off']]);
  });

  test('a command without end is cut off', async (t) => {
    const { port } = await listen(t);
    const smtp = await connected(port);
    smtp.socket.write(`MAIL FROM:<${'x'.repeat(20_000)}`);
    assert.match(await smtp.answer(), /^421/);
    assert.equal(await smtp.answer(), '');
  });

  test('a message is for twenty recipients at most', async (t) => {
    const { port, taken } = await listen(t);
    const smtp = await connected(port);
    await smtp.say('MAIL FROM:<>');
    for (let n = 0; n < 20; n++) assert.match(await smtp.say(`RCPT TO:<known@b${n}.test>`), /^250/);
    assert.match(await smtp.say('RCPT TO:<known@b20.test>'), /^452 4\.5\.3/);
    await smtp.say('DATA');
    assert.match(await smtp.say('Subject: x\r\n\r\nx\r\n.'), /^250/);
    assert.equal(taken.length, 20);
  });

  test('a message has the sender of its envelope in front, before what it says of that itself', async (t) => {
    const { port, taken } = await listen(t);
    const smtp = await connected(port);
    const message = 'Return-Path: <claimed@else.test>\r\nSubject: x\r\n\r\nx';
    for (const from of ['ada@example.com', '']) assert.match(await smtp.send(KNOWN, message, from), /^250/);
    assert.deepEqual(
      taken.map(({ raw }) => raw.toString().trimEnd()),
      [`Return-Path: <ada@example.com>\r\n${message}`, `Return-Path: <>\r\n${message}`],
    );
  });

  test('only what will never be taken is refused for good', async (t) => {
    for (const [error, said, result, told] of [
      [new QueueFull(), /^452 4\.3\.1 no room/, 'failed', 1],
      [new Error('the disk is gone'), /^451 4\.3\.0/, 'failed', 1],
      [new MailRejected('5.4.6', 'it goes round in circles'), /^554 5\.4\.6/, 'rejected', 0],
    ] as const) {
      const { port, counted, reported } = await listen(t, {}, () => Promise.reject(error));
      const smtp = await connected(port);
      assert.match(await smtp.send(KNOWN, 'Subject: x\r\n\r\nx'), said);
      assert.deepEqual([counted, reported.length], [[result], told]);
    }
  });

  test(`whatever is said, the next one is served, seed ${SEED}`, async (t) => {
    const { port, taken, reported } = await listen(t, { silence: 2000 });
    const words = fc.constantFrom(
      ...['EHLO x', 'HELO', 'MAIL FROM:<>', 'MAIL FROM:<a@b.test> SIZE=9', `RCPT TO:<${KNOWN}>`],
      ...[
        'RCPT TO:<a@b.test>',
        'DATA',
        '.',
        'RSET',
        'NOOP',
        'VRFY x',
        'HELP',
        'STARTTLS',
        'AUTH PLAIN',
        'QUIT',
      ],
      ...[
        'Subject: x',
        '',
        '..',
        'BDAT 4 LAST',
        'MAIL FROM:<é@b.test> SMTPUTF8',
        'XCLIENT ADDR=1.2.3.4',
        '\0',
      ],
    );
    const noise = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
    const line = fc.oneof({ weight: 6, arbitrary: words }, { weight: 1, arbitrary: noise });
    const end = fc.constantFrom('\r\n', '\r\n', '\r\n', '\n', '\r', '');
    const conversation = fc.array(fc.tuple(line, end), { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(conversation, fc.nat(60), async (lines, piece) => {
        const smtp = new SmtpClient(port);
        const said = Buffer.from(lines.flat().join(''), 'latin1');
        assert.match(await smtp.answer(), /^220/);
        // In pieces that end anywhere.
        for (let at = 0; at < said.length; at += piece + 1)
          smtp.socket.write(said.subarray(at, at + piece + 1));
        smtp.socket.end();
        let answer = await smtp.answer();
        while (answer !== '') {
          assert.match(answer, /^[2-5]\d\d/);
          answer = await smtp.answer();
        }
        smtp.close();
      }),
      { seed: SEED, numRuns: CONVERSATIONS },
    );
    const others = taken.length;
    const smtp = await connected(port);
    assert.match(await smtp.send(KNOWN, 'Subject: x\r\n\r\nx'), /^250/);
    assert.equal(taken.length, others + 1);
    assert.deepEqual(reported, []);
  });
});
