import type { ContactBook } from '../contacts/book.ts';
import { Refusal } from '../contacts/refusal.ts';
import type { Bounce, BounceEvent } from '../events/model/bounce.ts';
import { readAddress } from '../mail/address.ts';
import { MailRefused } from '../mail/mail-refused.ts';
import { bounceNoteOf } from './bounce-note.ts';

/** How often a message must come back softly before its address is not written to any more. */
export type SoftBouncePolicy = {
  /** Messages; 0 is never. */
  most: number;
  /** Within so many milliseconds. */
  period: number;
};

/** A bounce of a message to a contact. */
export type BouncedMessage = {
  contact: string;
  /** The addresses that the message went to, as far as they are known. */
  addresses: readonly string[];
  bounce: Bounce;
  /** Id of the stamp of the message. */
  stamp: string;
  at: number;
};

export type AddressMarksParts = {
  contacts: Pick<ContactBook, 'find' | 'fields' | 'change'>;
  /** The bounces of a contact's messages since an instant. */
  bounces(contact: string, since: number): AsyncIterable<BounceEvent>;
  policy: SoftBouncePolicy;
};

/** What is said of the message or of its sender, which no address can help. */
const OF_THE_MESSAGE: ReadonlySet<string> = new Set([
  "bad sender's mailbox address syntax",
  "bad sender's system address",
  'message length exceeds administrative limit',
  'mailing list expansion problem',
  'message too big for system',
  'system not capable of selected features',
  'mail system congestion',
  'routing loop detected',
]);

/** Marks addresses of contacts that do not work, so that nobody writes to them any more. */
export class AddressMarks {
  readonly #parts: AddressMarksParts;

  constructor(parts: AddressMarksParts) {
    this.#parts = parts;
  }

  /** Looks what a bounce means for the address; noting the same bounce again does nothing more. */
  async note(bounced: BouncedMessage): Promise<void> {
    const { contact, bounce, at } = bounced;
    const field = this.#fieldOf(bounced);
    if (field === undefined) return;
    const note = bounceNoteOf(field, bounce, at);
    if (bounce.analysis.verdict === 'hard') return this.#change(contact, note);
    const count = await this.#softBounces(bounced);
    const { most, period } = this.#parts.policy;
    if (most === 0 || count < most) return;
    const days = Math.round(period / 86_400_000);
    const message = `${count} messages came back within ${days} days; the last one: ${note.message}`;
    await this.#change(contact, { ...note, type: 'hardOther', message });
  }

  /** The field that has the address now. One that was changed meanwhile is not marked for what happened to the older. */
  #fieldOf({ contact, addresses }: BouncedMessage): number | undefined {
    const target = this.#parts.contacts.find({ by: 'id', text: contact });
    const wanted = new Set(addresses.map(folded));
    return this.#parts.contacts
      .fields()
      .find(({ id, type }) => type === 'email' && wanted.has(folded(target?.fields[String(id)])))?.id;
  }

  async #softBounces({ contact, addresses, bounce, stamp, at }: BouncedMessage): Promise<number> {
    const { policy, bounces } = this.#parts;
    if (policy.most === 0 || !isAboutAddress(bounce)) return 0;
    const wanted = new Set(addresses.map(folded));
    const messages = new Set([stamp]);
    for await (const { source } of bounces(contact, at - policy.period)) {
      if (source.type !== 'email') continue;
      const { activation, bounce: earlier } = source.detail;
      if (!wanted.has(folded(activation.recipient))) continue;
      if (earlier.analysis.verdict === 'soft' && isAboutAddress(earlier)) messages.add(activation.stamp.id);
    }
    return messages.size;
  }

  async #change(id: string, note: ReturnType<typeof bounceNoteOf>): Promise<void> {
    try {
      await this.#parts.contacts.change({ do: 'note-bounce', id, note });
    } catch (error) {
      // The contact or the field was deleted meanwhile: there is nobody to note it for.
      if (!(error instanceof Refusal)) throw error;
    }
  }
}

/** Whether a soft bounce may count against the address, and not only against the message or its sender. */
function isAboutAddress({ analysis: { subject } }: Bounce): boolean {
  switch (subject.type) {
    case 'message content or media':
    case 'security or policy':
    case 'mail delivery protocol':
      return false;
    case 'other or undefined status':
      return true;
    default:
      return subject.detail === undefined || !OF_THE_MESSAGE.has(String(subject.detail.type));
  }
}

/** An address as SMTP carries it, in lower case. */
function folded(value: unknown): string {
  const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
  try {
    return readAddress('address', text);
  } catch (error) {
    if (error instanceof MailRefused) return text;
    throw error;
  }
}
