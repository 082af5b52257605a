import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type AccountName, folderOf, formatAccount } from './accounts/account.ts';
import { findMail } from './actions/find-mail.ts';
import type { ActionRecords } from './actions/records.ts';
import type { Settings } from './config/settings.ts';
import type { ContactBook } from './contacts/book.ts';
import type { Waiting } from './contacts/outbox.ts';
import type { Delivery, OutgoingMessage } from './delivery/email-transport.ts';
import { nextAttempt, RETRY_POLICY } from './delivery/retry-schedule.ts';
import type { Route } from './delivery/route.ts';
import { type FoundAddress, findAddress } from './feedback/find-address.ts';
import { Forwarding } from './feedback/forwarding.ts';
import type { History } from './feedback/history.ts';
import { headOf, isLooping } from './feedback/mail-head.ts';
import { MailRejected } from './feedback/mail-rejected.ts';
import type { Mailroom } from './feedback/mailroom.ts';
import {
  QUARANTINE_FOLDER,
  Quarantine,
  type QuarantineReason,
  type QuarantineState,
} from './feedback/quarantine.ts';
import { readFeedback } from './feedback/read-feedback.ts';
import { type Made, Settling } from './feedback/settling.ts';
import { type ReadAddress, readSignedAddress } from './feedback/signed-address.ts';
import { type Forward, readMail, writeMail } from './feedback/stored-mail.ts';
import { Unread } from './feedback/unread.ts';
import { domainOf } from './mail/address.ts';
import type { Renderer } from './rendering/renderer.ts';
import { UnknownSender } from './senders/errors.ts';
import type { AddressMarks } from './sending/address-marks.ts';
import { Dispatcher, type Outcome } from './sending/dispatcher.ts';
import type { SendQueue } from './sending/queue.ts';
import { PRIORITIES, type Send } from './sending/send.ts';
import { INBOX_FILE } from './storage/sending/files.ts';
import { SqliteSendQueues } from './storage/sending/send-queues.ts';
import type { SigningKeys } from './tracking/signing-keys.ts';

export type InboundParts = {
  settings: Pick<Settings, 'data' | 'quarantineBytes'>;
  keys: SigningKeys;
  renderer: Renderer;
  contactsOf(account: AccountName): ContactBook;
  recordsOf(account: AccountName): Pick<ActionRecords, 'find'>;
  historyOf(account: AccountName): History;
  marksOf(account: AccountName): Pick<AddressMarks, 'note'>;
  /** The domain by the name that actions have for it; undefined when the account may not send from it. */
  domain(account: AccountName, name: string): Promise<string | undefined>;
  /** Hands a message over to what carries it away. @param profile number of the sender; the default one when absent. */
  deliver(account: AccountName, message: OutgoingMessage, profile: number | undefined): Promise<Delivery>;
  /** What messages by a sender to a domain may have to wait for. */
  routes(account: AccountName, profile: number | undefined, domain: string): Promise<readonly Route[]>;
  /** Publishes events of an account, named by its folder, durably; those that are published already do nothing. */
  publish(account: string, events: readonly Waiting[]): Promise<void>;
  /** Told what was made of each message. */
  count(made: Made | 'forwarded' | 'forward refused'): void;
  /** Told of each message that the quarantine has no room for. */
  dropped(): void;
  /** Told what keeps mail or its events waiting. */
  report(account: string, error: unknown): void;
  now(): number;
};

/** How many messages of an account are looked at, or sent on, at the same time. */
const AT_ONCE = 16;

/** Of a report no more than its beginning is kept: the message that it quotes at its end may be large. */
const MOST_OF_REPORT = 262_144;

type Desk = { queue: SendQueue; unread: Unread; dispatcher: Dispatcher };

/** Everything that comes back to a server: keeps it durably, and makes of it what it means. */
export class Inbound {
  readonly #parts: InboundParts;
  readonly #queues: SqliteSendQueues;
  readonly #quarantine: Quarantine;
  readonly #desks = new Map<string, Desk>();

  constructor(parts: InboundParts) {
    const { settings, publish, report, dropped, now } = parts;
    this.#parts = parts;
    this.#queues = new SqliteSendQueues(join(settings.data, 'accounts'), {
      file: INBOX_FILE,
      publish,
      report,
    });
    this.#quarantine = new Quarantine({
      folder: join(settings.data, QUARANTINE_FOLDER),
      mostBytes: settings.quarantineBytes,
      dropped,
      now,
    });
  }

  /** Makes sure that the inbox of an account can be read. @throws QueueUnusable */
  examine(account: AccountName): void {
    this.#queues.examine(folderOf(account));
  }

  /** Goes on with what waits in the inbox of an account, if anything does. @throws QueueUnusable */
  open(account: AccountName): void {
    if (this.#queues.hasWork(folderOf(account))) this.#deskOf(account);
  }

  /** The inboxes that are open, by the folder of their account. */
  get opened(): ReadonlyMap<string, { queue: SendQueue; unread: Unread }> {
    return this.#desks;
  }

  /** Goes to the one who writes the inboxes and back. */
  probe(): Promise<void> {
    return this.#queues.probe();
  }

  /** What nobody understood. */
  quarantine(): Promise<QuarantineState> {
    return this.#quarantine.state();
  }

  /** The message that an address tells of; undefined when no account has signed it. */
  read(localPart: string): Promise<ReadAddress | undefined> {
    return readSignedAddress(localPart, this.#parts.keys);
  }

  /** The address that mail is about of which nobody says whom it was sent to. */
  find(raw: Buffer): Promise<FoundAddress | undefined> {
    return findAddress(raw, (localPart) => this.read(localPart));
  }

  /** Where an account hands in mail: addresses of others are none to it. */
  mailroomOf(account: AccountName): Mailroom {
    return {
      find: (raw, recipient) => findAddress(raw, (localPart) => this.#readOwn(account, localPart), recipient),
      receive: (found, raw) => this.receive(found, raw),
    };
  }

  /**
   * Takes mail for an address. It is durable when this resolves; what it means is told afterwards.
   *
   * @throws MailRejected, QueueFull
   */
  async receive({ localPart, address }: FoundAddress, raw: Buffer): Promise<void> {
    const head = headOf(raw);
    if (isLooping(head, localPart)) {
      await this.setAside(raw, 'loop');
      throw new MailRejected('5.4.6', 'the message goes round in circles');
    }
    const at = this.#parts.now();
    const kept = address.purpose === 'reply' ? raw : raw.subarray(0, MOST_OF_REPORT);
    const order = writeMail({ kind: 'received', at, localPart, raw: kept.toString('latin1') });
    const send = { order, priority: PRIORITIES.message, due: at, expires: at + RETRY_POLICY.expiry };
    await this.#deskOf(address.account).queue.accept([send], []);
  }

  /** Keeps mail that nothing can be made of, for a person to look at. */
  async setAside(raw: Buffer, reason: QuarantineReason): Promise<void> {
    await this.#quarantine.put(raw, reason);
    this.#parts.count(reason);
  }

  /** Finishes what is under way, for at most so many milliseconds. The rest is done after the next start. */
  async close(patience = 10_000): Promise<void> {
    const dispatchers = [...this.#desks.values()].map(({ dispatcher }) => dispatcher.close());
    await Promise.race([Promise.all(dispatchers), pause(patience, undefined, { ref: false })]);
    await this.#queues.close();
  }

  #deskOf(account: AccountName): Desk {
    const folder = folderOf(account);
    const known = this.#desks.get(folder);
    if (known !== undefined) return known;
    const { now, report } = this.#parts;
    const queue = this.#queues.of(folder);
    const unread = new Unread(() => queue.backlog().oldestDue, now);
    const settling = this.#settling(account);
    const dispatcher = new Dispatcher({
      queue,
      attempt: async (send) => {
        const mail = readMail(send.order);
        if (mail.kind === 'erased') {
          unread.forget(send.id);
          return { type: 'ended', events: [] };
        }
        return mail.kind === 'received'
          ? unread.watch(send.id, mail.at, () => settling.settle(mail, send))
          : this.#sendOn(account, mail, send);
      },
      routes: async (send) => {
        const mail = readMail(send.order);
        return mail.kind === 'forward' ? this.#parts.routes(account, mail.profile, domainOf(mail.to)) : [];
      },
      atOnce: AT_ONCE,
      now,
      report: (error) => report(folder, error),
    });
    const desk = { queue, unread, dispatcher };
    this.#desks.set(folder, desk);
    return desk;
  }

  async #readOwn(account: AccountName, localPart: string): Promise<ReadAddress | undefined> {
    const address = await this.read(localPart);
    return address && formatAccount(address.account) === formatAccount(account) ? address : undefined;
  }

  #settling(account: AccountName): Settling {
    const { renderer, contactsOf, recordsOf, historyOf, marksOf, domain, count, report, now } = this.#parts;
    const contacts = contactsOf(account);
    const forwarding = new Forwarding({
      renderer,
      action: (id) => findMail(recordsOf(account), id),
      contact: (id) => contacts.find({ by: 'id', text: id }),
      fields: () => contacts.fields(),
      domain: (name) => domain(account, name),
    });
    return new Settling({
      read: readFeedback,
      address: (localPart) => this.#readOwn(account, localPart),
      history: historyOf(account),
      marks: marksOf(account),
      contacts,
      forward: (address, localPart, raw) => forwarding.of(address, localPart, raw),
      quarantine: (raw, reason) => this.#quarantine.put(raw, reason),
      count,
      report: (error) => report(folderOf(account), error),
      now,
    });
  }

  /** Nobody is told when an answer cannot be sent on: it has no sender, so that it can never go round in circles. */
  async #sendOn(account: AccountName, { to, profile, raw }: Forward, send: Send): Promise<Outcome> {
    const { count, now } = this.#parts;
    const delivery = await this.#deliver(account, { from: '', to, raw: Buffer.from(raw, 'latin1') }, profile);
    if (delivery?.outcome !== 'accepted' && delivery?.permanent === false) {
      const queuedAt = send.expires - RETRY_POLICY.expiry;
      const due = nextAttempt({ made: send.attempts + 1, queuedAt, now: now() });
      if (due !== undefined) return { type: 'again', due };
    }
    count(delivery?.outcome === 'accepted' ? 'forwarded' : 'forward refused');
    return { type: 'ended', events: [] };
  }

  /** Undefined when the sender that the action names was removed. */
  async #deliver(
    account: AccountName,
    message: OutgoingMessage,
    profile: number | undefined,
  ): Promise<Delivery | undefined> {
    try {
      return await this.#parts.deliver(account, message, profile);
    } catch (error) {
      if (error instanceof UnknownSender) return undefined;
      throw error;
    }
  }
}
