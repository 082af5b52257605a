import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { EmailTransport } from './email-transport.ts';

/** A message that arrived, with the lines that the last server adds taken off. */
export type Arrived = { from: string; to: string; raw: Buffer };

/** A transport over something that takes every message, and a look at what it took. */
export type MakeTransport = (
  t: TestContext,
) => Promise<{ transport: EmailTransport; arrived: () => Promise<readonly Arrived[]> }>;

/** Registers the tests that every implementation of `EmailTransport` passes. */
export function emailTransportContract(name: string, make: MakeTransport): void {
  describe(`${name} keeps the promises of an e-mail transport`, () => {
    it('has an accepted message arrive once and byte by byte', async (t) => {
      const { transport, arrived } = await make(t);
      t.after(() => transport.close());
      const lines = ['Subject: s', '', '.', '..', '.a', '', '  b \t', 'x'.repeat(990), '', ''];
      const raw = Buffer.from(`${lines.join('\r\n')}\r\n`);
      const delivery = await transport.send({ from: 'b@example.com', to: 'a@example.org', raw });
      assert.equal(delivery.outcome, 'accepted', JSON.stringify(delivery));
      assert.deepEqual(await arrived(), [{ from: 'b@example.com', to: 'a@example.org', raw }]);
    });

    it('carries messages that are larger than any buffer, and ones without a return path', async (t) => {
      const { transport, arrived } = await make(t);
      t.after(() => transport.close());
      const raw = Buffer.from(`Subject: s\r\n\r\n${'.0123456789\r\n'.repeat(100_000)}`);
      assert.equal((await transport.send({ from: '', to: 'a@example.org', raw })).outcome, 'accepted');
      const [mail] = await arrived();
      assert.equal(mail?.from, '');
      assert.ok(mail.raw.equals(raw));
    });

    it('carries many at once, each to its own recipient and none twice', async (t) => {
      const { transport, arrived } = await make(t);
      t.after(() => transport.close());
      const names = Array.from({ length: 200 }, (_, index) => `r${index}@example.org`);
      const deliveries = await Promise.all(
        names.map((to, index) =>
          transport.send(
            { from: 'b@example.com', to, raw: Buffer.from(`Subject: ${to}\r\n\r\n${to}\r\n`) },
            { urgent: index % 3 === 0 },
          ),
        ),
      );
      assert.deepEqual([...new Set(deliveries.map(({ outcome }) => outcome))], ['accepted']);
      const mails = await arrived();
      assert.deepEqual(mails.map(({ to }) => to).sort(), names.toSorted());
      for (const { to, raw } of mails) assert.equal(raw.toString(), `Subject: ${to}\r\n\r\n${to}\r\n`);
    });

    it('finishes what it sends when it is closed, and takes nothing afterwards', async (t) => {
      const { transport, arrived } = await make(t);
      const raw = Buffer.from('Subject: s\r\n\r\n');
      const sending = transport.send({ from: 'b@example.com', to: 'a@example.org', raw });
      await transport.close();
      assert.equal((await sending).outcome, 'accepted');
      const late = await transport.send({ from: 'b@example.com', to: 'late@example.org', raw });
      assert.deepEqual(
        [late.outcome, late.outcome === 'unreachable' && late.reason],
        ['unreachable', 'closed'],
      );
      assert.deepEqual(
        (await arrived()).map(({ to }) => to),
        ['a@example.org'],
      );
      await transport.close();
    });
  });
}
