import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { describe, it, type TestContext, test } from 'node:test';
import type { SMTPServerOptions } from 'smtp-server';
import { FOREIGN_CERTIFICATE, LOCAL_CERTIFICATE, reply, startSink } from '../../../test/support/mail-sink.ts';
import { type SmtpScript, startScripted } from '../../../test/support/scripted-smtp.ts';
import { emailTransportContract } from '../email-transport.contract.ts';
import type { Delivery } from '../email-transport.ts';
import type { SmtpPoolOptions } from './smtp-pool.ts';
import { SmtpRelay } from './smtp-relay.ts';
import type { SmtpTarget } from './smtp-target.ts';

const MAIL = { from: 'b@example.com', to: 'a@example.org', raw: Buffer.from('Subject: s\r\n\r\nHello\r\n') };

function relay(
  t: TestContext,
  port: number,
  target: Partial<SmtpTarget> = {},
  options: Partial<SmtpPoolOptions> = {},
): SmtpRelay {
  const made = new SmtpRelay(
    {
      host: '127.0.0.1',
      port,
      implicitTls: false,
      startTls: 'offered',
      ca: LOCAL_CERTIFICATE.cert,
      ...target,
    },
    { connections: 3, ...options },
  );
  t.after(() => made.close());
  return made;
}

emailTransportContract('SmtpRelay with STARTTLS', async (t) => {
  const { port, mails } = await startSink(t);
  return { transport: relay(t, port), arrived: async () => mails.map(arrived) };
});

emailTransportContract('SmtpRelay with TLS from the first byte', async (t) => {
  const { port, mails } = await startSink(t, { secure: true });
  return { transport: relay(t, port, { implicitTls: true }), arrived: async () => mails.map(arrived) };
});

emailTransportContract('SmtpRelay without pipelining', async (t) => {
  const { port, mails } = await startSink(t, { hidePIPELINING: true, disabledCommands: ['STARTTLS'] });
  return { transport: relay(t, port), arrived: async () => mails.map(arrived) };
});

function arrived({ from, to, raw }: { from: string; to: string[]; raw: Buffer }) {
  return { from, to: to.join(), raw };
}

/** What comes of one message to a server that follows a script, and how often the server took it. */
async function scripted(t: TestContext, script: SmtpScript, options: Partial<SmtpPoolOptions> = {}) {
  const server = await startScripted(t, script);
  const transport = relay(t, server.port, {}, options);
  return { server, transport, delivery: await transport.send(MAIL) };
}

function told(delivery: Delivery): unknown[] {
  if (delivery.outcome === 'accepted') return ['accepted'];
  const { outcome, stage, permanent } = delivery;
  if (outcome === 'unreachable') return [outcome, stage, delivery.reason, delivery.uncertain];
  return [outcome, stage, delivery.code, delivery.enhanced, permanent];
}

describe('a server that refuses', () => {
  for (const [script, expected] of [
    [{ GREETING: '554 5.7.1 go away' }, ['refused', 'greeting', 554, '5.7.1', false]],
    [{ GREETING: '421 4.3.2 busy' }, ['refused', 'greeting', 421, '4.3.2', false]],
    [{ EHLO: '550 5.7.1 no', HELO: '550 5.7.1 no' }, ['refused', 'greeting', 550, '5.7.1', false]],
    [
      { MAIL: '550 5.7.1 no such sender', RCPT: '503 no', DATA: '503 no' },
      ['refused', 'sender', 550, '5.7.1', true],
    ],
    [
      { MAIL: '530 5.7.0 log in first', RCPT: '503 no', DATA: '503 no' },
      ['refused', 'sender', 530, '5.7.0', false],
    ],
    [{ RCPT: '550 5.1.1 unknown', DATA: '503 no' }, ['refused', 'recipient', 550, '5.1.1', true]],
    [{ RCPT: '450 4.2.0 Greylisted', DATA: '503 no' }, ['refused', 'recipient', 450, '4.2.0', false]],
    [
      { RCPT: '550 no', DATA: '354 go on', BODY: '554 nobody' },
      ['refused', 'recipient', 550, undefined, true],
    ],
    [{ DATA: '451 4.3.0 not now' }, ['refused', 'data', 451, '4.3.0', false]],
    [{ BODY: '554 5.7.1 spam' }, ['refused', 'message', 554, '5.7.1', true]],
    [{ BODY: '452 4.3.1 no room' }, ['refused', 'message', 452, '4.3.1', false]],
    [{ BODY: '550-5.1.1 first\r\n550 5.1.1 second' }, ['refused', 'message', 550, '5.1.1', true]],
  ] as const) {
    for (const EHLO of ['250-x\r\n250 PIPELINING', '250 x']) {
      it(`${JSON.stringify(script)} ${EHLO.length > 10 ? 'pipelined' : 'step by step'}`, async (t) => {
        const { server, delivery } = await scripted(t, { EHLO, ...script });
        assert.deepEqual(told(delivery), expected);
        assert.equal(server.taken.length, 0);
        assert.equal(delivery.server, '127.0.0.1');
      });
    }
  }

  it('is quoted in one line', async (t) => {
    const { delivery } = await scripted(t, {
      RCPT: '550-5.1.1 no\u0007 such\r\n550 5.1.1 user',
      DATA: '503 no',
    });
    assert.equal(delivery.diagnostic, '550-5.1.1 no such user');
  });

  it('gets the next message over the same connection', async (t) => {
    const { port, mails, ...sink } = await startSink(t, {
      onRcptTo({ address }, _session, done) {
        done(address === 'a@example.org' ? reply(550, '5.1.1 no such user') : null);
      },
    });
    const transport = relay(t, port, {}, { connections: 1 });
    for (let round = 0; round < 3; round++) {
      assert.deepEqual(told(await transport.send(MAIL)), ['refused', 'recipient', 550, '5.1.1', true]);
      assert.deepEqual(told(await transport.send({ ...MAIL, to: 'b@example.org' })), ['accepted']);
    }
    assert.equal(mails.length, 3);
    assert.equal(sink.connections <= 1, true);
  });

  it('is not offered what it said is too large', async (t) => {
    const { port, mails } = await startSink(t, { size: 1000 });
    const delivery = await relay(t, port).send({ ...MAIL, raw: Buffer.alloc(2000, 'a') });
    assert.deepEqual(told(delivery), ['refused', 'sender', 552, '5.3.4', true]);
    assert.equal(mails.length, 0);
  });
});

describe('a server that breaks off', () => {
  for (const [script, expected] of [
    [{ GREETING: 'drop' }, ['unreachable', 'connection', 'connection', false]],
    [{ EHLO: 'drop' }, ['unreachable', 'connection', 'connection', false]],
    [{ MAIL: 'drop' }, ['unreachable', 'sender', 'connection', false]],
    [{ DATA: 'drop' }, ['unreachable', 'sender', 'connection', false]],
    [{ PIECE: 'drop' }, ['unreachable', 'message', 'connection', true]],
    [{ BODY: 'drop' }, ['unreachable', 'message', 'connection', true]],
    [{ BODY: '25' }, ['unreachable', 'message', 'connection', true]],
    [{ GREETING: 'hello there' }, ['unreachable', 'greeting', 'protocol', false]],
  ] as const) {
    it(JSON.stringify(script), async (t) => {
      const { server, delivery } = await scripted(t, script);
      assert.deepEqual(told(delivery), expected);
      assert.equal(server.taken.length, 0);
    });
  }

  it('in the middle of a large message', async (t) => {
    const server = await startScripted(t, { PIECE: 'drop' });
    const raw = Buffer.alloc(20_000_000, 'Hello world\r\n');
    const delivery = await relay(t, server.port).send({ ...MAIL, raw });
    assert.deepEqual(told(delivery), ['unreachable', 'message', 'connection', true]);
  });

  it('by an answer before the end of a large message is not believed', async (t) => {
    const raw = Buffer.alloc(20_000_000, 'Hello world\r\n');
    const early = await startScripted(t, { PIECE: '250 2.0.0 taken' });
    const delivery = await relay(t, early.port).send({ ...MAIL, raw });
    assert.equal(delivery.outcome, 'unreachable');
    const refusing = await startScripted(t, { PIECE: '552 5.3.4 too large' });
    const transport = relay(t, refusing.port);
    assert.deepEqual(told(await transport.send({ ...MAIL, raw })), [
      'refused',
      'message',
      552,
      '5.3.4',
      true,
    ]);
    assert.equal(early.taken.length + refusing.taken.length, 0);
  });
});

describe('a server that stalls', () => {
  for (const [script, patience, expected] of [
    [{ GREETING: 'hang' }, { greeting: 100 }, ['unreachable', 'connection', 'timeout', false]],
    [{ EHLO: 'hang' }, { connection: 200 }, ['unreachable', 'connection', 'timeout', false]],
    [{ MAIL: 'hang' }, { envelope: 100 }, ['unreachable', 'sender', 'timeout', false]],
    [{ DATA: 'hang' }, { envelope: 100 }, ['unreachable', 'sender', 'timeout', false]],
    [{ BODY: 'hang' }, { message: 100 }, ['unreachable', 'message', 'timeout', true]],
  ] as const) {
    it(JSON.stringify(script), async (t) => {
      const begun = performance.now();
      const { server, delivery } = await scripted(t, script, { patience });
      assert.deepEqual(told(delivery), expected);
      assert.equal(server.taken.length, 0);
      assert.ok(performance.now() - begun < 5000);
    });
  }
});

describe('connections', () => {
  it('are used again, up to a number of messages', async (t) => {
    const sink = await startSink(t);
    const transport = relay(t, sink.port, {}, { connections: 2, messagesEach: 10 });
    const all = await Promise.all(Array.from({ length: 60 }, () => transport.send(MAIL)));
    assert.ok(all.every(({ outcome }) => outcome === 'accepted'));
    assert.equal(sink.mails.length, 60);
    // Of two connections side by side one may get ahead: then the last two both carry less than they might.
    assert.ok(sink.connections === 6 || sink.connections === 7, `over ${sink.connections} connections`);
  });

  it('finish no message before it is noted what became of the last one, be it over a new connection', async (t) => {
    for (const messagesEach of [100, 1]) {
      const server = await startScripted(t, {});
      const transport = relay(t, server.port, {}, { connections: 1, messagesEach });
      const noted = Promise.withResolvers<void>();
      assert.equal((await transport.send({ ...MAIL, noted: noted.promise })).outcome, 'accepted');
      const next = transport.send(MAIL);
      const begun = () => server.said.filter((line) => line === 'DATA').length === 2;
      while (messagesEach > 1 && !begun()) await new Promise(setImmediate);
      // Both ends are in this process: by then a message that does not wait has arrived.
      for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
      assert.equal(server.taken.length, 1);
      noted.resolve();
      assert.equal((await next).outcome, 'accepted');
    }
  });

  it('follow those that ended when it is noted what became of the last message of each', async (t) => {
    for (const inTurn of [
      [0, 1],
      [1, 0],
    ]) {
      const server = await startScripted(t, {});
      const transport = relay(t, server.port, {}, { connections: 2, messagesEach: 1 });
      const notes = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      await Promise.all(notes.map(({ promise }) => transport.send({ ...MAIL, noted: promise })));
      const next = [transport.send(MAIL), transport.send(MAIL)];
      for (const at of inTurn) {
        // Both ends are in this process: by then a message that does not wait has arrived.
        for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
        assert.equal(server.taken.length, 2);
        notes[at]?.resolve();
      }
      const outcomes = (await Promise.all(next)).map(({ outcome }) => outcome);
      assert.deepEqual(outcomes, ['accepted', 'accepted']);
    }
  });

  it('that the server ended while they waited are made anew', async (t) => {
    for (const end of ['drop', '421 4.4.2 idle for too long']) {
      // The first connection takes one message, and ends when a second is begun.
      const server = await startScripted(t, { MAIL: ['250 ok', end] }, {});
      const transport = relay(t, server.port, {}, { connections: 1 });
      assert.equal((await transport.send(MAIL)).outcome, 'accepted');
      assert.equal((await transport.send(MAIL)).outcome, 'accepted', end);
      assert.deepEqual([server.connections, server.taken.length], [2, 2]);
    }
  });

  it('give way to the urgent', async (t) => {
    const sink = await startSink(t);
    const transport = relay(t, sink.port, {}, { connections: 1 });
    const send = (to: string, urgent: boolean) => transport.send({ ...MAIL, to }, { urgent });
    await Promise.all([
      send('first@example.org', false),
      send('second@example.org', false),
      send('third@example.org', false),
      send('urgent@example.org', true),
    ]);
    assert.deepEqual(
      sink.mails.map(({ to }) => to.join()),
      ['first@example.org', 'urgent@example.org', 'second@example.org', 'third@example.org'],
    );
  });

  it('are said goodbye to when they rest, and then nothing keeps the process', async (t) => {
    const server = await startScripted(t, {});
    const transport = relay(t, server.port, {}, { idle: 10 });
    await transport.send(MAIL);
    while (!server.said.includes('QUIT')) await new Promise((resolve) => setImmediate(resolve));
    assert.equal((await transport.send(MAIL)).outcome, 'accepted');
    assert.equal(server.connections, 2);
  });
});

describe('TLS', () => {
  it('is used when it is offered', async (t) => {
    const { port, mails } = await startSink(t);
    await relay(t, port).send(MAIL);
    assert.equal(mails[0]?.secure, true);
  });

  for (const [how, target, options] of [
    ['after STARTTLS', {}, {}],
    ['from the first byte', { implicitTls: true }, { secure: true }],
  ] as const) {
    it(`with a certificate that nobody signed sends nothing ${how}, and says why`, async (t) => {
      const { port, mails } = await startSink(t, options);
      const made = new SmtpRelay(
        { host: '127.0.0.1', port, implicitTls: false, startTls: 'offered', ...target },
        { connections: 1 },
      );
      t.after(() => made.close());
      const delivery = await made.send(MAIL);
      assert.deepEqual(told(delivery), ['unreachable', 'tls', 'certificate', false]);
      assert.match(delivery.diagnostic, /self[- ]signed certificate/i);
      assert.equal(delivery.outcome === 'unreachable' && delivery.permanent, false);
      assert.equal(mails.length, 0);
    });
  }

  it('with the certificate of another host sends nothing', async (t) => {
    const { port, mails } = await startSink(t, FOREIGN_CERTIFICATE);
    const delivery = await relay(t, port, { ca: FOREIGN_CERTIFICATE.cert }).send(MAIL);
    assert.deepEqual(told(delivery), ['unreachable', 'tls', 'certificate', false]);
    assert.match(delivery.diagnostic, /127\.0\.0\.1 is not in the cert/);
    assert.equal(mails.length, 0);
  });

  it('that is required and not offered sends nothing', async (t) => {
    const { port, mails } = await startSink(t, { disabledCommands: ['STARTTLS'] });
    const delivery = await relay(t, port, { startTls: 'required' }).send(MAIL);
    assert.notEqual(delivery.outcome, 'accepted');
    assert.equal(mails.length, 0);
  });
});

describe('a login', () => {
  const options: SMTPServerOptions = {
    authOptional: false,
    onAuth({ username, password }, _session, done) {
      if (username === 'user' && password === 'p:ss@ é') done(null, { user: 'user' });
      else done(reply(535, '5.7.8 wrong password'));
    },
  };

  it('is made with the credentials', async (t) => {
    const { port, mails } = await startSink(t, options);
    const credentials = { user: 'user', password: 'p:ss@ é' };
    assert.deepEqual(told(await relay(t, port, { credentials }).send(MAIL)), ['accepted']);
    assert.equal(mails[0]?.user, 'user');
  });

  it('that is refused makes no message bounce', async (t) => {
    const { port } = await startSink(t, options);
    const credentials = { user: 'user', password: 'secret-word' };
    const delivery = await relay(t, port, { credentials }).send(MAIL);
    assert.deepEqual(told(delivery), ['refused', 'login', 535, '5.7.8', false]);
    assert.doesNotMatch(JSON.stringify(delivery), /secret-word|c2VjcmV0/);
  });
});

test('a port where nobody listens is unreachable', async (t) => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  await new Promise((resolve) => server.close(resolve));
  const delivery = await relay(t, address.port).send(MAIL);
  assert.deepEqual(told(delivery), ['unreachable', 'connection', 'connection', false]);
});
