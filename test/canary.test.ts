import assert from 'node:assert/strict';
import { createServer as createHttpServer, type Server as HttpServer, request } from 'node:http';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { Finding } from '../src/canary/canary.ts';
import { askCanary, findCanary, listPartStates } from '../src/canary/canary-book.ts';
import { addDomain } from '../src/senders/domains.ts';
import { addProfile } from '../src/senders/profiles.ts';
import { assertFailed, run } from './support/chappe-process.ts';
import { dataFolder } from './support/data-folder.ts';
import { eventually } from './support/eventually.ts';
import { sampleOf } from './support/exposition.ts';
import { type HttpClient, itemsOf, jsonOf } from './support/http-client.ts';
import { call, done, KEEPER } from './support/json-calls.ts';
import { type MailSink, reply, startSink } from './support/mail-sink.ts';
import { get } from './support/promised-feeds.ts';
import { scrape } from './support/scrape.ts';
import { DEMO, serve, type TestServer } from './support/server.ts';
import { freePort } from './support/smtp-client.ts';

const ADDRESS = 'canary@example.com';
const HOUR = 3_600_000;

/** Something between the world and the server, as a proxy or a port that is let through: it can be taken away. */
class Gate {
  readonly port: number;
  readonly #make: () => HttpServer | Server;
  readonly #sockets = new Set<Socket>();
  #server: HttpServer | Server | undefined;

  constructor(port: number, make: () => HttpServer | Server) {
    this.port = port;
    this.#make = make;
  }

  async open(): Promise<void> {
    const server = this.#make();
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server?.close(() => resolve()) ?? resolve());
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    this.#server = undefined;
  }
}

let server: TestServer;
let client: HttpClient;
let sink: MailSink;
let proxy: Gate;
let inbound: Gate;
let proxyAnswers: number | undefined;
let refusal: Error | null = null;
const cleaners: (() => Promise<unknown>)[] = [];

before(async () => {
  // What a hook registers to be done afterwards is done when the hook ends.
  const t = { after: (clean: () => Promise<unknown>) => void cleaners.push(clean) };
  sink = await startSink(t, {
    hideSTARTTLS: true,
    onRcptTo: (_address, _session, callback) => callback(refusal),
  });
  const inboundPort = await freePort();
  proxy = new Gate(await freePort(), () =>
    createHttpServer((from, to) => {
      if (proxyAnswers !== undefined) return void to.writeHead(proxyAnswers).end();
      const { method, headers } = from;
      request(`${server.url}${from.url}`, { method, headers }, (answer) => {
        to.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(to);
      }).end();
    }),
  );
  inbound = new Gate(await freePort(), () =>
    createServer((socket) => {
      const through = createConnection(inboundPort, '127.0.0.1');
      for (const each of [socket, through]) each.on('error', () => undefined);
      socket.once('close', () => through.destroy());
      socket.pipe(through).pipe(socket);
    }),
  );
  server = await serve({
    canariesEvery: 50,
    settings: {
      inboundPort,
      trackingUrl: `http://127.0.0.1:${proxy.port}`,
      canaryReturn: `smtp://127.0.0.1:${inbound.port}`,
      hitWindow: 0,
    },
  });
  await addProfile(server.catalog.db, DEMO, 'sink', `smtp://127.0.0.1:${sink.port}`);
  await addDomain(server.catalog.db, DEMO, 'sender.test');
  client = await server.client({ permissions: KEEPER });
  await proxy.open();
  await inbound.open();
});
after(async () => {
  assert.deepEqual(server.errors, []);
  await proxy.close();
  await inbound.close();
  await server.close();
  for (const clean of cleaners) await clean();
});

/** Has the server send a canary, and gives what it found. */
async function sent(wish: { every?: number; patience?: number } = {}): Promise<Record<string, Finding>> {
  const { db } = server.catalog;
  const id = await askCanary(db, DEMO, { address: ADDRESS, patience: 20_000, ...wish }, Date.now());
  const ended = await eventually(
    () => findCanary(db, id),
    (canary) => canary?.endedAt !== undefined,
  );
  return Object.fromEntries((ended?.findings ?? []).map((finding) => [finding.part, finding]));
}

const statesOf = (findings: Record<string, Finding>) =>
  Object.fromEntries(Object.entries(findings).map(([part, { state }]) => [part, state]));

const WELL = { queued: 'ok', left: 'ok', link: 'ok', unsubscribe: 'ok', return: 'ok' };

/** What `/health` says of canaries, once it says so. */
const health = (status: string) =>
  eventually(
    async () => get(jsonOf(await server.stranger().get('/health')), 'parts', 'canary'),
    (part) => get(part, 'status') === status,
  );

// Commands on a folder of their own need not wait for those of the server.
describe('canaries', { concurrency: true }, () => {
  describe('of a server', { concurrency: false }, () => {
    describe('a canary', () => {
      test('goes the whole path, and the command tells of each part', async () => {
        const { code, stdout, stderr } = await run([
          'canary',
          'DEMO/028',
          ADDRESS,
          '--timeout',
          '20',
          '--data',
          server.data,
        ]);
        assert.deepEqual([code, stderr], [0, '']);
        const lines = stdout.trimEnd().split('\n');
        assert.deepEqual(
          lines.map((line) => /^(\w+) +ok +\d+\.\d\d s$/.exec(line)?.[1]).toSorted(),
          Object.keys(WELL).toSorted(),
        );
        const [mail] = sink.mails;
        assert.deepEqual(mail?.to, [ADDRESS]);
        assert.match(mail?.from ?? '', /^[a-z2-7]{40,64}@bounces\.sender\.test$/);
        assert.match(String(mail?.raw), /^DKIM-Signature: [\s\S]*d=sender\.test/m);
      });

      test('is in the feeds under an action of its own, as a robot where it hits, and leaves nothing else behind', async () => {
        const found = itemsOf(await client.get('/actions/000000/events?classification=all'));
        assert.deepEqual(
          new Set(found.map((event) => get(event, 'type'))),
          new Set(['execution', 'activation', 'hit', 'bounce']),
        );
        for (const event of found.filter((each) => get(each, 'type') === 'hit'))
          assert.equal(get(event, 'source', 'detail', 'client', 'classification', 'type'), 'genericrobot');
        assert.deepEqual(itemsOf(await client.get('/targets')), []);
        assert.deepEqual(await done(call(client, 'GET', '/actions')), []);
      });
    });

    describe('a scheduled canary', () => {
      test('says in health and metrics what is broken and since when, and that it is well again once it is mended', async () => {
        await proxy.close();
        await inbound.close();
        const before = Date.now();
        const found = await sent({ every: HOUR });
        assert.deepEqual(statesOf(found), {
          ...WELL,
          link: 'broken',
          unsubscribe: 'broken',
          return: 'broken',
        });
        assert.match(
          found.link?.reason ?? '',
          /^the tracking host 127\.0\.0\.1:\d+ cannot be reached \(.*ECONNREFUSED.*\): check CHAPPE_TRACKING_URL and the proxy$/,
        );
        assert.match(
          found.return?.reason ?? '',
          /^no server took a report to .*: 127\.0\.0\.1: .*ECONNREFUSED.*CHAPPE_INBOUND_PORT/,
        );
        const ill = await health('degraded');
        const since = String(get(ill, 'since'));
        assert.ok(before <= Date.parse(since) && Date.parse(since) <= Date.now(), since);
        assert.match(
          String(get(ill, 'reason')),
          /^for 1 of 1 accounts .* not in order: link broken since \S+, unsubscribe broken since \S+, return broken since \S+; /,
        );
        const metrics = await scrape(server.stranger());
        const metric = (name: Parameters<typeof sampleOf>[1], part: string) =>
          sampleOf(metrics, name, { account: 'DEMO-028', part });
        assert.deepEqual([metric('chappe_canary_ok', 'left'), metric('chappe_canary_ok', 'link')], [1, 0]);
        assert.equal(metric('chappe_canary_broken_since_seconds', 'link'), Date.parse(since) / 1000);
        assert.equal(metric('chappe_canary_broken_since_seconds', 'left'), undefined);

        await proxy.open();
        proxyAnswers = 502;
        const still = await sent();
        assert.match(
          still.link?.reason ?? '',
          /^the tracking host 127\.0\.0\.1:\d+ answered 502: check CHAPPE_TRACKING_URL/,
        );
        assert.equal(get(await health('degraded'), 'since'), since);

        proxyAnswers = undefined;
        await inbound.open();
        assert.deepEqual(statesOf(await sent()), WELL);
        assert.deepEqual(await health('ok'), { status: 'ok' });
      });

      test('that a mail server refuses has the words of that server', async () => {
        refusal = reply(550, '5.7.1 this sender is blocked');
        const { code, stdout, stderr } = await run(['canary', 'DEMO/028', ADDRESS, '--data', server.data]);
        assert.equal(code, 1);
        assert.match(
          stdout,
          /^queued +ok .*\nleft +refused .*\nlink +skipped\nunsubscribe +skipped\nreturn +skipped\n$/,
        );
        assert.match(
          stderr,
          /^chappe: the path of DEMO\/028 is not in order: left refused: 127\.0\.0\.1 refused the message with '550 5\.7\.1 this sender is blocked'.*chappe sender list/,
        );
        const left = async () =>
          (await listPartStates(server.catalog.db)).flatMap(({ part, state }) =>
            part === 'left' ? state : [],
          );
        assert.deepEqual(await left(), ['refused']);
        refusal = null;
        assert.deepEqual(statesOf(await sent()), WELL);
        assert.deepEqual(await left(), ['ok']);
      });
    });
  });

  test('chappe canary needs a server, schedules, shows and stops', async (t) => {
    const { data } = await dataFolder(t);
    const canary = (...words: string[]) => run(['canary', ...words, '--data', data]);
    const [alone, wrong, often, made] = await Promise.all([
      canary('DEMO/028', ADDRESS),
      canary('DEMO/028', 'nobody'),
      canary('schedule', 'DEMO/028', ADDRESS, '--every', '1s'),
      canary('schedule', 'DEMO/028', ADDRESS, '--every', '90m', '--timeout', '5'),
    ]);
    assertFailed(alone, 1, /no server runs on .*; start it with 'chappe serve'/);
    assertFailed(wrong, 2, /'nobody' is no e-mail address/);
    assertFailed(often, 2, /'1s' is no time from 1m to 30d/);
    assert.match(made.stderr, /^a canary of DEMO\/028 goes to canary@example\.com every 90m from now on/);
    const [shown, json] = await Promise.all([canary('show'), canary('show', '--json')]);
    assert.match(shown.stdout, /^ACCOUNT +EVERY +PART +STATE +SINCE\nDEMO\/028 +90m +- +not run yet +-\n$/);
    const [listed]: unknown[] = JSON.parse(json.stdout);
    assert.deepEqual([get(listed, 'everySeconds'), get(listed, 'timeoutSeconds')], [5400, 5]);
    // Whichever comes first ends it, and the other finds nothing to end.
    const stopping = await Promise.all([canary('stop', 'DEMO/028'), canary('stop', 'DEMO/028')]);
    const [stopped, idle] = stopping.toSorted((a, b) => Number(a.code) - Number(b.code));
    assert.match(stopped?.stderr ?? '', /^no canary of DEMO\/028 is sent any more/);
    assert.ok(idle);
    assertFailed(idle, 1, /no canary is scheduled for DEMO\/028; schedule one with/);
  });
});
