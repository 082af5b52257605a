import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type AccountName, folderOf } from './accounts/account.ts';
import type { ActionDesk } from './actions/desk.ts';
import type { Dispatch } from './actions/dispatch.ts';
import { findMail } from './actions/find-mail.ts';
import { reportProofs, reportSent } from './actions/reporting.ts';
import { canaryEmail } from './canary/canary-email.ts';
import { isCanary } from './canary/canary-message.ts';
import type { CanaryWitness } from './canary/canary-witness.ts';
import type { Settings } from './config/settings.ts';
import type { ContactBook } from './contacts/book.ts';
import type { Waiting } from './contacts/outbox.ts';
import { bounceOf } from './delivery/bounces/bounce-of.ts';
import type { Delivery, OutgoingMessage } from './delivery/email-transport.ts';
import type { Turn } from './delivery/line.ts';
import { Mailer, type Way } from './delivery/mailer.ts';
import { type Route, routesOf } from './delivery/route.ts';
import type { ReturnAddresses } from './feedback/return-addresses.ts';
import { signMessage } from './mail/dkim/sign-message.ts';
import { measuredAttempt, measuredDelivery } from './metrics/measured-sending.ts';
import type { Meter } from './metrics/meter.ts';
import { NO_PRESSURE_RULES } from './pressure/pressure-rules.ts';
import type { Renderer } from './rendering/renderer.ts';
import { returnPathDomain } from './senders/dns-records.ts';
import { UnknownDomain, UnknownSender } from './senders/errors.ts';
import type { SenderBook } from './senders/sender-book.ts';
import type { AddressMarks } from './sending/address-marks.ts';
import type { ArchivedMessage } from './sending/archive.ts';
import { Campaign } from './sending/campaign.ts';
import { CampaignBacklog } from './sending/campaign-backlog.ts';
import { Carrier } from './sending/carrier.ts';
import { Dispatcher } from './sending/dispatcher.ts';
import { EmailAttempt, type EmailParts } from './sending/email-attempt.ts';
import { Forgetting } from './sending/forgetting.ts';
import type { Message } from './sending/message.ts';
import { executionEvent } from './sending/message-events.ts';
import { messageRoutes } from './sending/message-routes.ts';
import { Progress } from './sending/progress.ts';
import { sendProof } from './sending/proof-email.ts';
import { Proofs } from './sending/proofs.ts';
import type { SendQueue, SendQueues } from './sending/queue.ts';
import { QueueDispatch } from './sending/queue-dispatch.ts';
import { PRIORITIES } from './sending/send.ts';
import { failed } from './sending/stopped.ts';
import { writeOrder } from './sending/stored-order.ts';
import { SqliteSendQueues } from './storage/sending/send-queues.ts';
import type { Tracker } from './tracking/tracker.ts';
import type { Transports } from './transports.ts';

export type OutboundParts = {
  settings: Pick<Settings, 'data' | 'retryHours' | 'idempotencyHours'>;
  senders: SenderBook;
  transports: Transports;
  renderer: Renderer;
  tracker: Tracker;
  /** Where what comes back of messages is sent. */
  addresses: ReturnAddresses;
  contactsOf(account: AccountName): ContactBook;
  recordsOf(account: AccountName): ActionDesk['records'];
  marksOf(account: AccountName): Pick<AddressMarks, 'note'>;
  archive(account: AccountName, message: Omit<ArchivedMessage, 'expires'>): Promise<void>;
  /** Sees canaries on their way. */
  witness: CanaryWitness;
  /** Publishes events of an account, named by its folder, durably; those that are published already do nothing. */
  publish(account: string, events: readonly Waiting[]): Promise<void>;
  /** Told what keeps messages or their events waiting. */
  report(account: string, error: unknown): void;
  meter: Meter;
  now(): number;
};

/** How many messages of an account are under way at the same time, besides those that take long. The connections of a sender bound it further. */
const AT_ONCE = 32;

const HOUR = 3_600_000;

type Desk = { queue: SendQueue; progress: Progress; dispatch: Dispatch; dispatcher: Dispatcher };

/** Everything that leaves a server: puts together the queue, what carries it out, and the ways out. */
export class Outbound {
  readonly #parts: OutboundParts;
  readonly #queues: SendQueues;
  readonly #mailer = new Mailer();
  readonly #desks = new Map<string, Desk>();
  /** The accounts of which it is known whether anything waits since before the start. */
  readonly #looked = new Set<string>();
  readonly #lifetime: number;
  readonly #forgetting: Forgetting;

  constructor(parts: OutboundParts) {
    this.#parts = parts;
    this.#lifetime = parts.settings.retryHours * HOUR;
    this.#queues = new SqliteSendQueues(join(parts.settings.data, 'accounts'), {
      file: 'sends.db',
      publish: parts.publish,
      report: parts.report,
    });
    this.#forgetting = new Forgetting({
      queues: () => [...this.#desks].map(([account, { queue }]) => [account, queue] as const),
      report: parts.report,
      now: parts.now,
    });
  }

  /** Makes sure that what an account has to send can be read. @throws QueueUnusable */
  examine(account: AccountName): void {
    this.#queues.examine(folderOf(account));
  }

  /** Goes on with what waits to be sent of an account, if anything does. @throws QueueUnusable */
  open(account: AccountName): void {
    if (this.#queues.hasWork(folderOf(account))) this.#deskOf(account);
    this.#looked.add(folderOf(account));
  }

  /** Of the accounts that had something to send so far, named by their folders. */
  get opened(): ReadonlyMap<string, { queue: SendQueue; progress: Progress }> {
    return this.#desks;
  }

  /** Goes to the one who writes the queues and back. */
  probe(): Promise<void> {
    return this.#queues.probe();
  }

  /** Waits until the log had the chance to take the events of all that was accepted before. */
  async settled(account: AccountName): Promise<void> {
    if (!this.#looked.has(folderOf(account))) this.open(account);
    await this.#desks.get(folderOf(account))?.queue.settled();
  }

  /** Its queue is opened by the first order: most requests only look. */
  dispatchOf(account: AccountName): Dispatch {
    return {
      take: async (order, answer) => this.#deskOf(account).dispatch.take(order, answer),
      answerTo: (request) => this.#deskOf(account).dispatch.answerTo(request),
    };
  }

  /** Takes the message of a canary into the queue that all messages go through, until it is of no use any more. @throws QueueFull */
  async acceptCanary(account: AccountName, message: Message, expires: number): Promise<void> {
    const due = this.#parts.now();
    const send = { order: writeOrder(message), priority: PRIORITIES.message, due, expires };
    await this.#deskOf(account).queue.accept([send], [executionEvent(message, due)]);
  }

  /**
   * Hands a message over to what carries it away, once.
   *
   * @param options.profile number of the sender; the default one when it is absent or 0.
   * @throws UnknownSender
   */
  async deliver(
    account: AccountName,
    message: OutgoingMessage,
    { profile, ...turn }: Turn & { profile: number | undefined },
  ): Promise<Delivery> {
    const way = await this.#wayOf(account, profile);
    return measuredDelivery(this.#mailer.deliver(way, message, turn), this.#parts.meter);
  }

  /** What messages by a sender to a domain may have to wait for. @throws UnknownSender */
  async routes(account: AccountName, profile: number | undefined, domain: string): Promise<readonly Route[]> {
    return routesOf(await this.#wayOf(account, profile), domain);
  }

  /**
   * Finishes what is under way, for at most so many milliseconds. The rest leaves after the next start; what a slow
   * server was being told then is sent again, as nobody knows whether it was taken.
   */
  async close(patience = 10_000): Promise<void> {
    const dispatchers = [...this.#desks.values()].map(({ dispatcher }) => dispatcher.close());
    this.#mailer.close();
    await this.#forgetting.close();
    await Promise.race([Promise.all(dispatchers), pause(patience, undefined, { ref: false })]);
    await this.#queues.close();
  }

  async #wayOf(account: AccountName, profile: number | undefined): Promise<Way> {
    const { senders, transports } = this.#parts;
    return transports.of(account, await senders.profile(account, profile || undefined));
  }

  #deskOf(account: AccountName): Desk {
    const folder = folderOf(account);
    const known = this.#desks.get(folder);
    if (known !== undefined) return known;
    const queue = this.#queues.of(folder);
    const progress = new Progress(this.#parts.now);
    const desk: Desk = {
      queue,
      progress,
      dispatch: this.#dispatch(account, queue),
      dispatcher: this.#dispatcher(account, queue, progress),
    };
    this.#desks.set(folder, desk);
    return desk;
  }

  #dispatch(account: AccountName, queue: SendQueue): Dispatch {
    const { recordsOf, settings, now } = this.#parts;
    return new QueueDispatch({
      queue,
      isUrgent: async (id) => (await findMail(recordsOf(account), id))?.settings.priority === true,
      lifetime: this.#lifetime,
      memory: settings.idempotencyHours * HOUR,
      now,
    });
  }

  #dispatcher(account: AccountName, queue: SendQueue, progress: Progress): Dispatcher {
    const { recordsOf, contactsOf, witness, now, report, meter } = this.#parts;
    const records = recordsOf(account);
    const contacts = contactsOf(account);
    const action = (id: string) => records.find(id);
    const email = this.#email(account);
    const toContacts = new EmailAttempt(email);
    const backlog = new CampaignBacklog();
    const carrier = new Carrier({
      backlog,
      email: {
        attempt: (message, send, noted) =>
          (isCanary(message) ? new EmailAttempt(canaryEmail(message, email, witness)) : toContacts).attempt(
            message,
            send,
            noted,
          ),
      },
      proofs: new Proofs({
        contacts,
        action,
        send: (proof) => sendProof(proof, email),
        report: (order, result) => reportProofs({ records }, order, result),
        now,
      }),
      campaign: new Campaign({
        contacts,
        action,
        sent: (order) => reportSent({ records, now }, order),
        backlog,
        lifetime: this.#lifetime,
        now,
      }),
    });
    return new Dispatcher({
      queue,
      attempt: async (send, noted) => {
        const outcome = await measuredAttempt(carrier.attempt(send, noted), meter);
        progress.note(outcome.type);
        return outcome;
      },
      routes: (send) =>
        messageRoutes(send, {
          ...email,
          routes: (profile, domain) => this.routes(account, profile, domain),
        }),
      atOnce: AT_ONCE,
      now,
      report: (error) => report(folderOf(account), error),
    });
  }

  #email(account: AccountName): EmailParts {
    const { renderer, tracker, addresses, senders, contactsOf, recordsOf, marksOf, now } = this.#parts;
    const contacts = contactsOf(account);
    return {
      renderer,
      action: (id) => findMail(recordsOf(account), id),
      contact: (id) => contacts.find({ by: 'id', text: id }),
      fields: () => contacts.fields(),
      segmentsOf: (contact) => contacts.segmentsOf(contact),
      pressure: NO_PRESSURE_RULES,
      async sender(name) {
        try {
          const { domain, keys } = await senders.domain(account, name);
          const returnPath = `bounces@${returnPathDomain(domain)}`;
          return { domain, returnPath, sign: (message) => signMessage(message, keys, now()) };
        } catch (error) {
          if (error instanceof UnknownDomain) return undefined;
          throw error;
        }
      },
      links: ({ action, of, execution: { recipient, stamp } }, sentAt) =>
        tracker.linksOf(account, { action, contact: recipient.id, of, stamp, sentAt }),
      proofLinks: () => tracker.previews(),
      returns: (message, { domain }, madeAt) =>
        addresses.of(account, message, returnPathDomain(domain), madeAt),
      deliver: async (message, options) => {
        try {
          return await this.deliver(account, message, options);
        } catch (error) {
          if (error instanceof UnknownSender) throw failed('sender', error.message);
          throw error;
        }
      },
      judge: bounceOf,
      noteBounce: (bounced) => marksOf(account).note(bounced),
      archive: (message) => this.#parts.archive(account, message),
      now,
    };
  }
}
