import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EmailTransport } from './email-transport.ts';
import { Mailer } from './mailer.ts';
import { Throttle } from './throttle.ts';

test('messages go at the rate of their sender, domain by domain, the urgent first', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const sent: string[] = [];
  const transport: EmailTransport = {
    async send({ to }, { urgent = false } = {}) {
      sent.push(urgent ? `${to} urgent` : to);
      return { outcome: 'accepted', server: 'x', diagnostic: '250 ok' };
    },
    async close() {},
  };
  const mailer = new Mailer(new Throttle(Date.now));
  const limited = { id: 'DEMO/028 1', transport, rate: { perSecond: 1 } };
  const free = { id: 'DEMO/028 2', transport };
  const send = (way: typeof free, to: string, urgent = false) =>
    mailer.deliver(way, { from: 'b@example.com', to, raw: Buffer.alloc(0) }, { urgent });
  const all = [
    send(limited, '1@a.example'),
    send(limited, '2@a.example'),
    send(limited, '3@b.example'),
    send(limited, '4@a.example', true),
    send(free, '5@a.example'),
    send(free, '6@a.example'),
  ];
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(sent, ['1@a.example', '3@b.example', '5@a.example', '6@a.example']);
  assert.equal(mailer.waiting, 2);
  for (let second = 0; second < 2; second++) {
    t.mock.timers.tick(1000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.deepEqual(sent.slice(4), ['4@a.example urgent', '2@a.example']);
  assert.ok((await Promise.all(all)).every(({ outcome }) => outcome === 'accepted'));
});

test('a mailer that is closed sends nothing more, and keeps nobody waiting', async () => {
  let sent = 0;
  const transport: EmailTransport = {
    async send() {
      sent++;
      return { outcome: 'accepted', server: 'x', diagnostic: '250 ok' };
    },
    async close() {},
  };
  const mailer = new Mailer();
  const way = { id: 'DEMO/028 1', transport, rate: { perSecond: 0.001 } };
  const message = { from: 'b@example.com', to: 'a@example.org', raw: Buffer.alloc(0) };
  const deliveries = [mailer.deliver(way, message), mailer.deliver(way, message)];
  assert.equal((await deliveries[0])?.outcome, 'accepted');
  mailer.close();
  const late = await deliveries[1];
  assert.equal(late?.outcome === 'unreachable' && late.reason, 'closed');
  assert.equal(sent, 1);
});
