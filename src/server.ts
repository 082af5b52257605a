import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { sendersOf } from './account-senders.ts';
import { trackerOf } from './account-tracker.ts';
import { type AccountName, folderOf } from './accounts/account.ts';
import { listAccounts } from './accounts/accounts.ts';
import { type AuthenticatedKey, KeyRing } from './accounts/key-ring.ts';
import { Categories } from './actions/categories.ts';
import type { Dispatch } from './actions/dispatch.ts';
import type { ActionRecords } from './actions/records.ts';
import { ArchivedMail } from './archived-mail.ts';
import { requireRestored } from './backup/restore.ts';
import { Canaries } from './canaries.ts';
import { CanaryWitness } from './canary/canary-witness.ts';
import { commitLimits } from './config/memory-share.ts';
import type { Settings } from './config/settings.ts';
import { openBooks } from './contact-books.ts';
import type { ContactBooks } from './contacts/book.ts';
import type { EventLogs } from './events/log.ts';
import { OpenedLogs } from './events/opened-logs.ts';
import { History } from './feedback/history.ts';
import { ReturnAddresses } from './feedback/return-addresses.ts';
import { Floors } from './floors.ts';
import { createApp } from './http/app.ts';
import { routesOf } from './http/routes.ts';
import type { Services } from './http/services.ts';
import { Inbound } from './inbound.ts';
import { InboundWays } from './inbound-ways.ts';
import { Keeping } from './keeping.ts';
import { openLogs, openRewriter } from './logs.ts';
import { Outbound } from './outbound.ts';
import { Publishers } from './publishers.ts';
import { ReaderVisits } from './reader-visits.ts';
import { Renderer } from './rendering/renderer.ts';
import { SenderBook } from './senders/sender-book.ts';
import { AddressMarks } from './sending/address-marks.ts';
import { LoggedConversations } from './sending/logged-conversations.ts';
import { CatalogActions } from './storage/actions/catalog-actions.ts';
import { RememberedActions } from './storage/actions/remembered-actions.ts';
import { type Catalog, openCatalog } from './storage/catalog.ts';
import { lockFolder } from './storage/folder-lock.ts';
import { trackingBase } from './tracking/address.ts';
import { SigningKeyRing } from './tracking/signing-key-ring.ts';
import { Tracker } from './tracking/tracker.ts';
import { policyOf } from './tracking-policy.ts';
import { Transports } from './transports.ts';
import { type Dormant, Waking } from './waking.ts';
import { Watch } from './watch.ts';

/** The address is taken or cannot be listened on. */
export class CannotListen extends Error {
  constructor(host: string, port: number, reason: string, options?: ErrorOptions) {
    super(`cannot listen on ${host}:${port}: ${reason}`, options);
    this.name = 'CannotListen';
  }
}

/** In milliseconds. */
const DAY = 86_400_000;

/** A running server. */
export type Server = {
  /** Where it listens, such as `http://127.0.0.1:8026`. */
  url: string;
  /** Finishes what is being answered, for at most so many milliseconds, and closes everything. */
  close(patience?: number): Promise<void>;
};

/** What is done between opening the data and listening. */
export type Preparation = (parts: {
  catalog: Catalog;
  logs: EventLogs;
  books: ContactBooks;
  recordsOf: (account: AccountName) => ActionRecords;
}) => Promise<void>;

export type StartOptions = {
  prepare?: Preparation;
  /** Where what is to be sent goes; its own queue when it is absent. */
  dispatchOf?: (account: AccountName) => Dispatch;
  /** How often it is looked whether a canary is due, in milliseconds. */
  canariesEvery?: number;
};

/**
 * Starts a server on a data folder.
 * @throws CannotListen, FolderInUse, HalfRestored, CatalogUnusable, LogUnusable
 */
export async function startServer(
  settings: Settings,
  logger: Logger,
  { prepare, dispatchOf, canariesEvery }: StartOptions = {},
): Promise<Server> {
  const lock = lockFolder(settings.data);
  const closers: (() => Promise<void> | void)[] = [() => lock.release()];
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    await requireRestored(settings.data);
    const catalog = await openCatalog(settings.data);
    closers.push(() => catalog.close());
    const watch = new Watch(settings, logger);
    closers.push(() => watch.close());
    const floors = new Floors(catalog, (err) => logger.warn({ err }, 'how far logs are was not noted'));
    const logs = new OpenedLogs(openLogs(settings, catalog, floors.watching(watch.logs)));
    closers.push(() => logs.close());
    // Whatever publishes has ended by then, and the logs are still open.
    closers.push(() => floors.close());
    floors.begin(logs);
    const publishers = new Publishers(commitLimits(settings), logs, (log, account) =>
      floors.commitsOf(account, watch.commitsOf(log)),
    );
    const books = openBooks(settings, {
      publish: (account, events) => publishers.publishLife(account, events),
      report: (account, err) => logger.warn({ account, err }, 'events of contacts wait to be published'),
    });
    closers.push(() => books.close());
    const renderer = new Renderer();
    const remembered = new RememberedActions();
    const recordsOf = (account: AccountName) => new CatalogActions(catalog, account, remembered);
    await prepare?.({ catalog, logs, books, recordsOf });
    const senders = new SenderBook(catalog, settings.defaultDomain);
    const transports = new Transports(settings);
    closers.push(() => transports.close());
    const marksOf = (account: AccountName) => {
      const history = new History(logs.of(folderOf(account)));
      return new AddressMarks({
        contacts: books.of(folderOf(account)),
        bounces: (contact, since) => history.bounces(contact, since),
        policy: { most: settings.softBounces, period: settings.softBounceDays * DAY },
      });
    };
    const accounts = async () => (await listAccounts(catalog.db)).map(({ name }) => name);
    let base = trackingBase(settings.trackingUrl, settings);
    const signingKeys = new SigningKeyRing(catalog);
    const tracker = new Tracker(signingKeys, () => base, policyOf(settings));
    const archives = new ArchivedMail({
      settings,
      keys: signingKeys,
      base: () => base,
      accounts,
      meter: watch.meter,
      report: (account, what, err) => logger.error({ account, err }, what),
      now: Date.now,
    });
    closers.push(() => archives.close());
    const witness = new CanaryWitness();
    const outbound = new Outbound({
      settings,
      senders,
      transports,
      renderer,
      tracker,
      addresses: new ReturnAddresses(signingKeys, settings.replies === 'on'),
      contactsOf: (account) => books.of(folderOf(account)),
      recordsOf,
      marksOf,
      archive: (account, message) => archives.keep(account, message),
      witness,
      publish: (account, events) => publishers.publishLife(account, events),
      report: (account, err) => logger.warn({ account, err }, 'messages, or their events, wait'),
      meter: watch.meter,
      now: Date.now,
    });
    closers.push(() => outbound.close());
    const inbound = new Inbound({
      settings,
      keys: signingKeys,
      renderer,
      contactsOf: (account) => books.of(folderOf(account)),
      recordsOf,
      historyOf: (account) => new History(logs.of(folderOf(account))),
      marksOf,
      domain: async (account, name) => (await sendersOf(senders, account).domain(name))?.domain,
      deliver: (account, message, profile) => outbound.deliver(account, message, { urgent: false, profile }),
      routes: (account, profile, domain) => outbound.routes(account, profile, domain),
      publish: (account, events) => publishers.publishLife(account, events),
      count: (made) => watch.meter.count('chappe_feedback_total', { made }),
      dropped: () => watch.meter.count('chappe_quarantine_dropped_total', {}),
      report: (account, err) => logger.warn({ account, err }, 'inbound mail, or its events, wait'),
      now: Date.now,
    });
    closers.push(() => inbound.close());
    const ways = new InboundWays({
      settings,
      receiver: inbound,
      meter: watch.meter,
      report: (err, file) => logger.warn({ err, file }, 'inbound mail was not taken'),
    });
    const visits = new ReaderVisits({
      settings,
      keys: signingKeys,
      renderer,
      archives,
      base: () => base,
      contactsOf: (account) => books.of(folderOf(account)),
      recordsOf,
      logOf: (account) => logs.of(folderOf(account)),
      publish: (account, events) => publishers.publishLife(account, events),
      report: (account, err) => logger.error({ account, err }, 'hits wait to be published, or are lost'),
      reportArchive: (account, err) =>
        logger.error({ account, err }, 'a message that is kept cannot be shown'),
      meter: watch.meter,
      now: Date.now,
    });
    closers.push(() => visits.close());
    watch.hits(() => visits.waiting());
    const waking = new Waking({
      kinds: [dormantBooks(books), outbound, inbound, visits],
      report: (account, err) =>
        logger.error({ account, err }, 'what waits in an account is not gone on with'),
    });
    // A damaged file is found before the first request, not by it.
    const names = await accounts();
    for (const name of names) logs.examine(folderOf(name));
    waking.examine(names);
    const keys = new KeyRing(catalog, (error) =>
      logger.warn({ err: error }, 'times of last use were not written'),
    );
    closers.push(() => keys.close());
    const canaries = new Canaries({
      settings,
      catalog,
      senders,
      outbound,
      transports,
      witness,
      logOf: (account) => logs.of(folderOf(account)),
      report: (err) => logger.warn({ err }, 'a canary could not be run'),
      now: Date.now,
      ...(canariesEvery !== undefined && { lookEvery: canariesEvery }),
    });
    const services = servicesOf({
      catalog,
      logs,
      publishers,
      books,
      keys,
      watch,
      renderer,
      recordsOf,
      senders,
      tracker,
      outbound,
      visits,
      inbound,
      ways,
      archives,
      canaries,
      dispatchOf: dispatchOf ?? ((account) => outbound.dispatchOf(account)),
    });
    const app = await createApp({
      services,
      routes: routesOf(services, settings),
      logger,
      rateLimit: settings.rateLimit,
      addressLimit: settings.trackingRateLimit,
      trustedProxies: settings.trustedProxies === 'none' ? undefined : settings.trustedProxies,
      stallTimeout: settings.stallTimeout,
    });
    closers.push(() => app.close());
    const url = await listen(app, settings);
    closers.push(() => ways.close());
    await openWays(ways, settings);
    // A port that was left open is known from here on.
    base = trackingBase(settings.trackingUrl, { ...settings, port: Number(new URL(url).port) });
    archives.begin();
    closers.push(() => waking.close());
    waking.begin(names);
    // Last to begin and first to end: a canary needs all the others.
    closers.push(() => canaries.close());
    await canaries.keeper.begin();
    const rewriter = openRewriter(settings);
    const keeping = new Keeping({ catalog, rewriter, logger, defaultDays: settings.retentionDays });
    closers.push(() => keeping.close());
    return {
      url,
      async close(patience = 10_000) {
        const deadline = setTimeout(() => app.server.closeAllConnections(), patience);
        await closeAll();
        clearTimeout(deadline);
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

type Parts = {
  catalog: Catalog;
  logs: OpenedLogs;
  publishers: Publishers;
  books: ContactBooks;
  keys: KeyRing;
  watch: Watch;
  renderer: Renderer;
  recordsOf: (account: AccountName) => ActionRecords;
  senders: SenderBook;
  tracker: Tracker;
  outbound: Outbound;
  visits: ReaderVisits;
  inbound: Inbound;
  ways: InboundWays;
  archives: ArchivedMail;
  canaries: Canaries;
  dispatchOf: (account: AccountName) => Dispatch;
};

function servicesOf(parts: Parts): Services {
  const { catalog, logs, publishers, books, keys, watch, renderer, recordsOf, senders, tracker } = parts;
  const { outbound, inbound, visits, archives, dispatchOf } = parts;
  const health = watch.begin({ ...parts, publishers: publishers.opened });
  const folder = ({ account }: AuthenticatedKey) => folderOf(account);
  const categoriesOf = ({ account }: AuthenticatedKey) => new Categories(catalog.db, account, Date.now);
  return {
    authenticate: (text) => keys.authenticate(text),
    logOf: (key) => logs.of(folder(key)),
    publisherOf: (key) => publishers.of(folder(key)),
    contactsOf: (key) => books.of(folder(key)),
    categoriesOf,
    actionsOf: (key) => ({
      records: recordsOf(key.account),
      categories: categoriesOf(key),
      // Who reads the feed of an action needs none, and on a full disk they cannot be opened.
      get contacts() {
        return books.of(folder(key));
      },
      renderer,
      dispatch: dispatchOf(key.account),
      senders: sendersOf(senders, key.account),
      tracker: trackerOf(tracker, key.account, Date.now),
      conversations: new LoggedConversations(logs.of(folder(key)), () => outbound.settled(key.account)),
      now: () => Date.now(),
    }),
    visits,
    mailroomOf: (key) => inbound.mailroomOf(key.account),
    archives,
    now: () => Date.now(),
    health: () => health.check(),
    meter: watch.meter,
    metrics: () => watch.meter.expose(),
  };
}

/** Contacts have work as long as events of them are not in the log. */
function dormantBooks(books: ContactBooks): Dormant {
  return {
    examine: (account) => books.examine(folderOf(account)),
    open(account) {
      if (books.hasWork(folderOf(account))) books.of(folderOf(account));
    },
  };
}

async function openWays(ways: InboundWays, { inboundHost, inboundPort }: Settings): Promise<void> {
  try {
    await ways.open();
  } catch (error) {
    throw cannotListen(
      error,
      { host: inboundHost, port: inboundPort },
      { host: 'CHAPPE_INBOUND_HOST', port: 'CHAPPE_INBOUND_PORT' },
    );
  }
}

async function listen(app: FastifyInstance, { host, port }: Settings): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    throw cannotListen(error, { host, port }, { host: '--host', port: '--port or CHAPPE_PORT' });
  }
}

/** What to do about an address that cannot be listened on; other errors stay as they are. */
function cannotListen(
  error: unknown,
  { host, port }: { host: string; port: number },
  settings: { host: string; port: string },
): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const because = (reason: string) => new CannotListen(host, port, reason, { cause: error });
  switch (code) {
    case 'EADDRINUSE':
      return because(`the port is taken; choose another with ${settings.port}`);
    case 'EACCES':
      return because(`this user may not; choose a port above 1023 with ${settings.port}`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return because(`this machine has no such address; choose another with ${settings.host}`);
    default:
      return error;
  }
}
