import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { startSink } from '../../../test/support/mail-sink.ts';
import { startScripted } from '../../../test/support/scripted-smtp.ts';
import { emailTransportContract } from '../email-transport.contract.ts';
import { DirectDelivery } from './direct-delivery.ts';
import { MailHostLookup } from './mail-hosts.ts';
import type { MailResolver } from './mail-resolver.ts';

type Records = { mx?: readonly [number, string][] | string; a?: string[] | string; aaaa?: string[] | string };

/** A name server in memory; a text is the code of a failure, and a domain that is not there does not exist. */
function resolverOf(zones: Record<string, Records>): MailResolver & { asked: string[] } {
  const asked: string[] = [];
  const answer = <T>(kind: 'mx' | 'a' | 'aaaa', domain: string, read: (found: unknown) => T): T => {
    asked.push(`${kind} ${domain}`);
    const zone = zones[domain];
    const found = zone?.[kind] ?? (zone === undefined ? 'ENOTFOUND' : 'ENODATA');
    if (typeof found === 'string') throw Object.assign(new Error(found), { code: found });
    return read(found);
  };
  return {
    asked,
    resolveMx: async (domain) =>
      answer('mx', domain, () => {
        const found = zones[domain]?.mx;
        return typeof found === 'string' || found === undefined
          ? []
          : found.map(([priority, exchange]) => ({ priority, exchange }));
      }),
    resolve4: async (domain) => answer('a', domain, () => [zones[domain]?.a ?? []].flat()),
    resolve6: async (domain) => answer('aaaa', domain, () => [zones[domain]?.aaaa ?? []].flat()),
  };
}

function direct(t: TestContext, port: number, zones: Record<string, Records>): DirectDelivery {
  const transport = new DirectDelivery({
    resolver: resolverOf(zones),
    connections: 2,
    port,
  });
  t.after(() => transport.close());
  return transport;
}

function mail(to: string) {
  return { from: 'b@example.com', to, raw: Buffer.from('Subject: s\r\n\r\n') };
}

emailTransportContract('DirectDelivery', async (t) => {
  const { port, mails } = await startSink(t);
  return {
    transport: direct(t, port, { 'example.org': { mx: [[10, '127.0.0.1.']] } }),
    arrived: async () => mails.map(({ from, to, raw }) => ({ from, to: to.join(), raw })),
  };
});

describe('direct delivery', () => {
  it('encrypts with any certificate, as mail servers do', async (t) => {
    const { port, mails } = await startSink(t);
    const transport = direct(t, port, { 'example.org': { mx: [[10, '127.0.0.1']] } });
    assert.equal((await transport.send(mail('a@example.org'))).outcome, 'accepted');
    assert.equal(mails[0]?.secure, true);
  });

  it('goes on without encryption when a host cannot do what it offers', async (t) => {
    for (const HANDSHAKE of ['what?', 'drop']) {
      const offer = { EHLO: '250-x\r\n250 STARTTLS', STARTTLS: '220 go on', HANDSHAKE };
      const server = await startScripted(t, offer);
      const transport = direct(t, server.port, { 'example.org': { mx: [[10, '127.0.0.1']] } });
      const delivery = await transport.send(mail('a@example.org'));
      assert.equal(delivery.outcome, 'accepted', JSON.stringify(delivery));
      assert.equal(server.taken.length, 1);
    }
  });

  it('tries the next host when one does not take part, and the best first', async (t) => {
    const server = await startScripted(t, { GREETING: '554 5.3.2 not today' }, {});
    const hosts = {
      'example.org': {
        mx: [
          [20, '127.0.0.1'],
          [10, '127.0.0.1'],
          [30, 'unused.invalid'],
        ] as [number, string][],
      },
    };
    const transport = direct(t, server.port, hosts);
    const delivery = await transport.send(mail('a@example.org'));
    assert.deepEqual([delivery.outcome, server.connections, server.taken.length], ['accepted', 2, 1]);
  });

  it('takes what a host says of the message for the word of the domain', async (t) => {
    const server = await startScripted(t, { RCPT: '550 5.1.1 unknown', DATA: '503 no' }, {});
    const hosts: Records = {
      mx: [
        [10, '127.0.0.1'],
        [20, '127.0.0.1'],
      ],
    };
    const delivery = await direct(t, server.port, { 'example.org': hosts }).send(mail('a@example.org'));
    assert.deepEqual([delivery.outcome, server.connections], ['refused', 1]);
  });

  it('never gives another host a message that one may have taken', async (t) => {
    const server = await startScripted(t, { BODY: 'drop' }, {});
    const hosts: Records = {
      mx: [
        [10, '127.0.0.1'],
        [20, '127.0.0.1'],
      ],
    };
    const delivery = await direct(t, server.port, { 'example.org': hosts }).send(mail('a@example.org'));
    assert.equal(delivery.outcome === 'unreachable' && delivery.uncertain, true);
    assert.deepEqual([server.connections, server.taken.length], [1, 0]);
  });

  const cases: readonly [Records | undefined, [string, string, boolean]][] = [
    [undefined, ['no such domain', '5.1.2', true]],
    [{ mx: [[0, '.']] }, ['domain without mail', '5.1.10', true]],
    [{ mx: [[0, '']] }, ['domain without mail', '5.1.10', true]],
    [{ mx: 'ENODATA' }, ['no mail hosts', '5.4.4', false]],
    [{ mx: 'ESERVFAIL' }, ['name service', '4.4.3', false]],
    [{ mx: 'ETIMEOUT' }, ['name service', '4.4.3', false]],
    [{ mx: 'ENODATA', a: 'ESERVFAIL' }, ['name service', '4.4.3', false]],
  ];
  for (const [zone, expected] of cases) {
    it(`finds no host with ${JSON.stringify(zone)}`, async (t) => {
      const zones: Record<string, Records> = zone === undefined ? {} : { 'example.org': zone };
      const delivery = await direct(t, 1, zones).send(mail('a@example.org'));
      assert.equal(delivery.outcome, 'unreachable');
      assert.deepEqual([delivery.reason, delivery.enhanced, delivery.permanent], expected);
      assert.deepEqual([delivery.stage, delivery.server], ['lookup', '']);
    });
  }
});

describe('mail hosts', () => {
  it('are the domain itself when it has an address and no MX', async () => {
    for (const zone of [
      { a: ['192.0.2.1'] },
      { aaaa: ['2001:db8::1'] },
      { aaaa: ['2001:db8::1'], a: 'ESERVFAIL' },
    ])
      assert.deepEqual(await new MailHostLookup(resolverOf({ 'b.example': zone })).of('b.example'), {
        hosts: ['b.example'],
      });
  });

  it('come by preference, five at most', async () => {
    const mx = Array.from({ length: 9 }, (_, index): [number, string] => [
      9 - index,
      `MX${9 - index}.example.`,
    ]);
    const { hosts } = await new MailHostLookup(resolverOf({ 'b.example': { mx } })).of('b.example');
    assert.deepEqual(hosts, ['mx1.example', 'mx2.example', 'mx3.example', 'mx4.example', 'mx5.example']);
  });

  it('are remembered for five minutes, and failures not at all', async () => {
    const zones: Record<string, Records> = { 'b.example': { mx: 'ESERVFAIL' } };
    const resolver = resolverOf(zones);
    let now = 0;
    const lookup = new MailHostLookup(resolver, () => now);
    assert.equal((await lookup.of('b.example')).hosts, undefined);
    zones['b.example'] = { mx: [[1, 'mx.example']] };
    assert.deepEqual((await lookup.of('b.example')).hosts, ['mx.example']);
    now = 299_999;
    await lookup.of('b.example');
    assert.equal(resolver.asked.length, 2);
    now = 300_000;
    await lookup.of('b.example');
    assert.equal(resolver.asked.length, 3);
  });
});
