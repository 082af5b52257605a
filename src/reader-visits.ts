import { join } from 'node:path';
import { type AccountName, folderOf } from './accounts/account.ts';
import type { Settings } from './config/settings.ts';
import type { ContactBook } from './contacts/book.ts';
import type { Target } from './contacts/contact.ts';
import type { Waiting } from './contacts/outbox.ts';
import { Refusal } from './contacts/refusal.ts';
import { Relay } from './contacts/relay.ts';
import { MirrorPages, type MirrorParts } from './mirror-pages.ts';
import { SqliteHitStores } from './storage/tracking/hit-stores.ts';
import { throttled } from './throttled.ts';
import { UserAgents } from './tracking/client/user-agent.ts';
import type { Hit } from './tracking/hits/hit.ts';
import { HitDesk } from './tracking/hits/hit-desk.ts';
import { hitEvent } from './tracking/hits/hit-event.ts';
import { type HitStores, HitsFull } from './tracking/hits/hit-store.ts';
import { latestActivation } from './tracking/latest-activation.ts';
import { type ReadLink, readToken } from './tracking/link-token.ts';
import { readOlderLink } from './tracking/older-links.ts';
import { shownAddress } from './tracking/shown-address.ts';
import type { MirroredMessage, MirrorFailure, Reader, UnsubscribedBy, Visits } from './tracking/visits.ts';

export type ReaderVisitsParts = Omit<MirrorParts, 'contactsOf'> & {
  settings: Pick<Settings, 'data' | 'hitWindow' | 'haste' | 'trackClients' | 'formUrl'>;
  contactsOf(account: AccountName): ContactBook;
  /** Publishes events of an account, named by its folder, durably; those that are published already do nothing. */
  publish(account: string, events: readonly Waiting[]): Promise<void>;
  /** Told what keeps hits waiting, or that some are lost. */
  report(account: string, error: unknown): void;
};

/** The language of contacts, by whatever name their field has. */
const LANGUAGE_FIELD = /^(?:language|langue|lang|locale)$/i;

/** The red list's codes for a form, and for the header of a message. */
const ORIGINS = { page: 3, mailbox: 4 } as const satisfies Record<UnsubscribedBy, number>;

/** Everything that readers of messages reach: puts together links, hits, contacts and actions. */
export class ReaderVisits implements Visits {
  readonly #parts: ReaderVisitsParts;
  readonly #stores: HitStores;
  readonly #desks = new Map<string, HitDesk>();
  readonly #agents = new UserAgents();
  readonly #mirrors: MirrorPages;
  readonly #reportLoss: ReaderVisitsParts['report'];

  constructor(parts: ReaderVisitsParts) {
    this.#parts = parts;
    this.#stores = new SqliteHitStores(join(parts.settings.data, 'accounts'));
    this.#mirrors = new MirrorPages(parts);
    this.#reportLoss = throttled(parts.report, parts.now);
  }

  /** Makes sure that the hits of an account can be read. @throws HitsUnusable */
  examine(account: AccountName): void {
    this.#stores.examine(folderOf(account));
  }

  /** Goes on with the hits of an account that wait for their verdict, if any do. @throws HitsUnusable */
  open(account: AccountName): void {
    if (this.#stores.hasWork(folderOf(account))) this.#deskOf(account);
  }

  /** How many hits of each account are not in the event log yet, by its folder. */
  waiting(): { account: string; hits: number }[] {
    return [...this.#desks].map(([account, { waiting }]) => ({ account, hits: waiting }));
  }

  /** Goes to the one who writes the hits and back. */
  probe(): Promise<void> {
    return this.#stores.probe();
  }

  read(token: string): Promise<ReadLink | undefined> {
    return readToken(token, this.#parts.keys);
  }

  readOlder(url: string): Promise<ReadLink | undefined> {
    const { keys, logOf } = this.#parts;
    const latest = (account: AccountName, action: string, contact: string) =>
      latestActivation(logOf(account), action, contact);
    return readOlderLink(url, { keys, latest });
  }

  async keep({ account, ...link }: ReadLink, hit: Omit<Hit, 'link'>): Promise<void> {
    try {
      await this.#deskOf(account).keep({ ...hit, link });
    } catch (error) {
      this.#lose(account, error);
    }
  }

  reader({ account, contact }: ReadLink): Reader {
    const contacts = this.#parts.contactsOf(account);
    const target = contacts.find({ by: 'id', text: contact });
    if (target === undefined) return { language: undefined, address: undefined };
    const textIn = (field: { id: number } | undefined) =>
      field === undefined ? undefined : textOf(target.fields[String(field.id)]);
    const fields = contacts.fields();
    const address = textIn(fields.find(({ type }) => type === 'email'));
    return {
      language: textIn(fields.find(({ name }) => LANGUAGE_FIELD.test(name))),
      address: address === undefined ? undefined : shownAddress(address),
    };
  }

  mirror(link: ReadLink): Promise<MirroredMessage | MirrorFailure> {
    return this.#mirrors.show(link);
  }

  formAddress({ account: { agency, customer } }: ReadLink, form: string): string | undefined {
    const { formUrl } = this.#parts.settings;
    if (formUrl === 'off') return undefined;
    return formUrl
      .replaceAll('{form}', encodeURIComponent(form))
      .replaceAll('{account}', `${encodeURIComponent(agency)}-${encodeURIComponent(customer)}`);
  }

  async unsubscribe({ account, action, contact }: ReadLink, by: UnsubscribedBy): Promise<void> {
    const contacts = this.#parts.contactsOf(account);
    const target = contacts.find({ by: 'id', text: contact });
    // Why somebody is on it already, such as a complaint, is not written over.
    if (target === undefined || target.redList.mail !== undefined) return;
    try {
      const draft = { origin: ORIGINS[by], detail: { action } };
      await contacts.change({ do: 'red-list-contact', id: contact, medium: 'mail', draft });
    } catch (error) {
      // The contact was deleted meanwhile.
      if (!(error instanceof Refusal)) throw error;
    }
  }

  async close(): Promise<void> {
    for (const desk of this.#desks.values()) await desk.close();
    await this.#stores.close();
  }

  #deskOf(account: AccountName): HitDesk {
    const folder = folderOf(account);
    let desk = this.#desks.get(folder);
    if (desk === undefined) {
      desk = this.#makeDesk(account, folder);
      this.#desks.set(folder, desk);
    }
    return desk;
  }

  #makeDesk(account: AccountName, folder: string): HitDesk {
    const { settings, contactsOf, publish, report, meter, now } = this.#parts;
    const store = this.#stores.of(folder);
    const contacts = contactsOf(account);
    const terms = {
      agents: this.#agents,
      namesClients: settings.trackClients === 'full',
      receiver: (text: string) =>
        contacts.footprints([{ by: 'id', text }])[0] ?? ({ type: 'id', value: text } as const),
    };
    return new HitDesk({
      store,
      relay: new Relay({
        publish: (events) => publish(folder, events),
        forget: (upTo) => store.forget(upTo),
        report: (error) => report(folder, error),
      }),
      event: (hit, verdict) => hitEvent(hit, verdict, terms),
      window: settings.hitWindow * 1000,
      haste: settings.haste * 1000,
      judged: ({ link }, verdict) =>
        meter.count('chappe_hits_total', { link: link.link.type, by: verdict?.type ?? 'person' }),
      now,
    });
  }

  #lose(account: AccountName, error: unknown): void {
    const reason = error instanceof HitsFull ? 'full' : 'failed';
    this.#parts.meter.count('chappe_hits_lost_total', { reason });
    this.#reportLoss(folderOf(account), error);
  }
}

function textOf(value: Target['fields'][string] | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
