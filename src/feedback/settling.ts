import type { ContactBook } from '../contacts/book.ts';
import { Refusal } from '../contacts/refusal.ts';
import type { AddressMarks } from '../sending/address-marks.ts';
import type { Outcome } from '../sending/dispatcher.ts';
import { PRIORITIES, type Send } from '../sending/send.ts';
import { assumedActivation, feedbackEvent, feedbackId } from './feedback-events.ts';
import { feedbackOf } from './feedback-of.ts';
import type { Finding } from './finding.ts';
import type { Activation, History } from './history.ts';
import { headOf, identityOf, isLooping } from './mail-head.ts';
import type { QuarantineReason } from './quarantine.ts';
import { countsAgainstContact } from './rfc5965/feedback-types.ts';
import type { ReadAddress } from './signed-address.ts';
import { type Forward, type Received, writeMail } from './stored-mail.ts';

/** What was made of mail that came in; each is counted. */
export type Made = Exclude<Finding['kind'], 'none'> | 'copy' | QuarantineReason;

export type SettlingParts = {
  /** What a message says of each recipient, by whether it was sent to where people answer. */
  read(raw: Buffer, isForAnswers: boolean): Promise<readonly Finding[]>;
  /** The message that an address tells of; undefined when the key that signed it was retired. */
  address(localPart: string): Promise<ReadAddress | undefined>;
  history: Pick<History, 'activation'>;
  marks: Pick<AddressMarks, 'note'>;
  contacts: Pick<ContactBook, 'change'>;
  /** An answer on its way to whom it is meant for; undefined when nobody wants it. */
  forward(address: ReadAddress, localPart: string, raw: Buffer): Promise<Forward | undefined>;
  quarantine(raw: Buffer, reason: QuarantineReason): Promise<void>;
  count(made: Made): void;
  report(error: unknown): void;
  now(): number;
};

/** Within so long after it was made the activation of a message may still be on its way to the log, in milliseconds. */
const RECENT = 7_200_000;

/** How long is waited for it: at first, and in all. */
const FIRST_WAIT = 200;
const LONGEST_WAIT = 60_000;

/** The red list's origin of complaints. */
const ORIGIN_COMPLAINT = 5;

/** How long an answer is tried to be sent on, in milliseconds. */
const FORWARD_EXPIRY = 172_800_000;

/** Makes of mail that came in what it means: events, marks on contacts, answers that go on to whom they are meant for. */
export class Settling {
  readonly #parts: SettlingParts;

  constructor(parts: SettlingParts) {
    this.#parts = parts;
  }

  /**
   * Everything that is done before the mail ends can be done again: whoever is killed in between does it again, and the
   * ids of its events are the same.
   */
  async settle(mail: Received, send: Send): Promise<Outcome> {
    const { address: read, history, now, count } = this.#parts;
    const raw = Buffer.from(mail.raw, 'latin1');
    const address = await read(mail.localPart);
    if (address === undefined) return this.#setAside(raw, 'retired');
    const head = headOf(raw);
    if (isLooping(head, mail.localPart)) return this.#setAside(raw, 'loop');
    const findings = await this.#read(raw, address.purpose === 'reply');
    if (findings === undefined) return this.#setAside(raw, 'unreadable');
    const meaningful = findings.filter((finding) => isMeaningful(finding, address));
    if (meaningful.length === 0) {
      const quiet = findings.flatMap(quietIn);
      if (quiet.length === 0) return this.#setAside(raw, 'no report');
      for (const kind of quiet) count(kind);
      return ENDED;
    }
    const activation = await history.activation(address);
    if (activation === undefined && !address.isCopy && now() - address.madeAt < RECENT) {
      const wait = FIRST_WAIT * 2 ** send.attempts;
      if (now() - mail.at + wait < LONGEST_WAIT) return { type: 'again', due: now() + wait };
    }
    const occasion = { mail, address, activation, identity: identityOf(head, raw) };
    // A copy has no events of its own.
    const events = address.isCopy ? [] : meaningful.map((finding) => eventOf(finding, occasion));
    for (const { kind } of meaningful) count(address.isCopy ? 'copy' : kind);
    const forward = meaningful.some(({ kind }) => kind === 'reply')
      ? await this.#parts.forward(address, mail.localPart, raw)
      : undefined;
    // Whoever answers is marked by nothing.
    if (forward === undefined)
      return { type: 'ended', events, before: () => this.#mark(meaningful, occasion) };
    const order = writeMail(forward);
    const due = now();
    const sends = [{ order, priority: PRIORITIES.message, due, expires: due + FORWARD_EXPIRY }];
    return { type: 'unfolded', sends, events };
  }

  /** A report that breaks the reader must not come back for ever. */
  async #read(raw: Buffer, isForAnswers: boolean): Promise<readonly Finding[] | undefined> {
    try {
      return await this.#parts.read(raw, isForAnswers);
    } catch (error) {
      this.#parts.report(error);
      return undefined;
    }
  }

  async #setAside(raw: Buffer, reason: QuarantineReason): Promise<Outcome> {
    await this.#parts.quarantine(raw, reason);
    this.#parts.count(reason);
    return ENDED;
  }

  /** On a full disk there is no room for a mark: it is made when there is, and the mail ends after it. */
  async #mark(findings: readonly Meaningful[], { mail, address, activation }: Occasion): Promise<void> {
    const { contact, stamp } = address;
    for (const finding of findings) {
      const feedback = feedbackOf(finding);
      if (feedback.type === 'bounce') {
        const addresses = [activation?.recipient, finding.recipient].filter((each) => each !== undefined);
        const { bounce } = feedback.detail;
        await this.#parts.marks.note({ contact, addresses, bounce, stamp, at: mail.at });
      }
      if (feedback.type === 'complaint' && countsAgainstContact(feedback.detail.complaint.type))
        await this.#redList(contact, mail.at);
    }
  }

  async #redList(id: string, timestamp: number): Promise<void> {
    try {
      await this.#parts.contacts.change({
        do: 'red-list-contact',
        id,
        medium: 'mail',
        draft: { origin: ORIGIN_COMPLAINT, timestamp },
      });
    } catch (error) {
      // The contact was deleted meanwhile: nobody writes to it any more.
      if (!(error instanceof Refusal)) throw error;
    }
  }
}

const ENDED: Outcome = { type: 'ended', events: [] };

type Occasion = {
  mail: Received;
  address: ReadAddress;
  activation: Activation | undefined;
  identity: string;
};

function eventOf(finding: Meaningful, { mail, address, activation, identity }: Occasion): string {
  const feedback = feedbackOf(finding);
  const id = feedbackId(address, feedback.type, identity, finding.recipient?.toLowerCase() ?? '');
  const known = activation ?? assumedActivation(address, finding.recipient);
  return feedbackEvent({ feedback, activation: known, at: mail.at, id });
}

type Meaningful = Exclude<Finding, { kind: 'delivered' | 'none' }>;

/** Whether there is something to tell. Answers mean something where they are wanted. */
function isMeaningful(finding: Finding, { purpose }: ReadAddress): finding is Meaningful {
  switch (finding.kind) {
    case 'bounce':
    case 'complaint':
      return true;
    case 'reply':
    case 'automatic':
      return purpose === 'reply';
    default:
      return false;
  }
}

/**
 * What comes to a return path every day and means nothing: receipts, reports of delays, and notes of those who are away. What a mail
 * system wrote and nobody could read may be a bounce, which a person should see.
 */
function quietIn(finding: Finding): ('delivered' | 'automatic')[] {
  if (finding.kind === 'automatic') return finding.mayBeReport ? [] : ['automatic'];
  return finding.kind === 'delivered' || (finding.kind === 'none' && finding.report) ? ['delivered'] : [];
}
