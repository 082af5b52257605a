import { setTimeout as pause } from 'node:timers/promises';
import type { AccountName } from './accounts/account.ts';
import { askPage } from './canary/ask-page.ts';
import type { Canary, Finding } from './canary/canary.ts';
import { CanaryKeeper, type CanaryKeeperParts } from './canary/canary-keeper.ts';
import { canaryMessage } from './canary/canary-message.ts';
import { canaryReport } from './canary/canary-report.ts';
import { type CanaryPath, CanaryRun } from './canary/canary-run.ts';
import type { CanaryWitness } from './canary/canary-witness.ts';
import type { Settings } from './config/settings.ts';
import type { EmailTransport } from './delivery/email-transport.ts';
import { parseSenderUrl } from './delivery/sender-url.ts';
import type { SmtpTarget } from './delivery/smtp/smtp-target.ts';
import { eachEvent } from './events/each-event.ts';
import type { EventLog } from './events/log.ts';
import type { Event } from './events/model/event.ts';
import type { EventType } from './events/model/event-types.ts';
import type { Outbound } from './outbound.ts';
import { listDomains } from './senders/domains.ts';
import { DEFAULT_DOMAIN_NAME, type SenderBook } from './senders/sender-book.ts';
import { NOBODY } from './sending/nobody.ts';
import type { Catalog } from './storage/catalog.ts';
import type { OutboundRoute, Transports } from './transports.ts';

export type CanariesParts = Pick<CanaryKeeperParts, 'lookEvery'> & {
  settings: Pick<Settings, 'hitWindow' | 'inboundHost' | 'inboundPort' | 'canaryReturn'>;
  catalog: Catalog;
  senders: SenderBook;
  outbound: Pick<Outbound, 'acceptCanary'>;
  transports: Pick<Transports, 'open'>;
  witness: CanaryWitness;
  logOf(account: AccountName): EventLog;
  report(error: unknown): void;
  now(): number;
};

/** How often it is looked for an event, in milliseconds. */
const LOOK_EVERY = 50;

/** Clocks of events and of runs may differ by so much, in milliseconds. */
const LEEWAY = 5000;

/** The canaries of a server: puts together what they are sent by, and where they are looked for. */
export class Canaries {
  readonly keeper: CanaryKeeper;
  readonly #parts: CanariesParts;
  readonly #returns: EmailTransport | undefined;
  readonly #stop = new AbortController();

  constructor(parts: CanariesParts) {
    this.#parts = parts;
    const route = returnRoute(parts.settings);
    this.#returns = route && parts.transports.open(route);
    const { catalog, report, now, lookEvery } = parts;
    this.keeper = new CanaryKeeper({
      ...(lookEvery !== undefined && { lookEvery }),
      catalog,
      run: (canary, tell) => this.#run(canary, tell),
      report,
      now,
    });
  }

  /** Breaks off what is under way. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.keeper.close();
    await this.#returns?.close();
  }

  async #run(
    { account, address, patience }: Canary,
    tell: (finding: Finding) => Promise<void>,
  ): Promise<void> {
    const { catalog, witness, now } = this.#parts;
    const [domain] = await listDomains(catalog.db, account);
    const message = canaryMessage(address, domain?.domain ?? DEFAULT_DOMAIN_NAME, now());
    const stamp = message.execution.stamp.id;
    witness.watch(stamp);
    try {
      await new CanaryRun(this.#path(account, message, patience), patience, tell).go();
    } finally {
      witness.forget(stamp);
    }
  }

  #path(account: AccountName, message: ReturnType<typeof canaryMessage>, patience: number): CanaryPath {
    const { settings, senders, outbound, witness, logOf, now } = this.#parts;
    const { recipient, stamp } = message.execution;
    const { signal } = this.#stop;
    return {
      accept: () => outbound.acceptCanary(account, message, stamp.time + patience),
      sighting: () => witness.of(stamp.id),
      event: (types, isWanted) => eventOf(logOf(account), { stamp, types, isWanted }),
      ask: (url, most) => askPage(url, most, signal),
      report: (returnPath) =>
        this.#returns?.send({
          from: '',
          to: returnPath,
          raw: canaryReport(returnPath, recipient.unicity, new Date(now())),
        }),
      isCaptured: async () => parseSenderUrl((await senders.profile(account)).url).scheme === 'capture',
      hitWindow: settings.hitWindow * 1000,
      now,
      pause: () => pause(LOOK_EVERY, undefined, { signal, ref: false }),
    };
  }
}

type Wanted = {
  stamp: { time: number; id: string };
  types: readonly EventType[];
  isWanted(event: Event): boolean;
};

async function eventOf(log: EventLog, { stamp, types, isWanted }: Wanted): Promise<Event | undefined> {
  const found = eachEvent(log, {
    scope: { of: 'contact', id: NOBODY },
    types,
    start: stamp.time - LEEWAY,
    robots: 'shown',
    after: 0,
    upTo: log.head(),
  });
  for await (const event of found) if (stampOf(event) === stamp.id && isWanted(event)) return event;
  return undefined;
}

function stampOf({ source: { detail } }: Event): string | undefined {
  if ('activation' in detail && 'stamp' in detail.activation) return detail.activation.stamp.id.toLowerCase();
  return 'execution' in detail && 'stamp' in detail.execution
    ? detail.execution.stamp.id.toLowerCase()
    : undefined;
}

/** Where reports are brought to, as where mail comes back; undefined when nowhere takes any. */
function returnRoute({ canaryReturn, inboundHost, inboundPort }: CanariesParts['settings']) {
  if (canaryReturn === 'auto')
    return inboundPort === 0 ? undefined : reportRoute({ host: reachable(inboundHost), port: inboundPort });
  const route = parseSenderUrl(canaryReturn === 'mx' ? 'mx:' : canaryReturn);
  if (route.scheme === 'smtp') return reportRoute(route.target);
  return route.scheme === 'mx' ? { ...route, connections: 1 } : undefined;
}

function reportRoute({ host, port }: Pick<SmtpTarget, 'host' | 'port'>): OutboundRoute {
  // Whatever the certificate, as between mail servers: nothing in a report is secret.
  return { scheme: 'smtp', connections: 1, target: { host, port, implicitTls: false, startTls: 'any' } };
}

/** An address that is listened on by all of a machine is reached by that of the machine itself. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}
