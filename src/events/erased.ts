import { contactOf, namesIn } from './contact-names.ts';
import { hashUnicity } from './facets.ts';
import { Mentions, type Names } from './mentions.ts';
import type { Event } from './model/event.ts';
import { validateEvent } from './model/validate.ts';

/** What every pseudonym begins with. */
export const ERASED = 'erased-';

const DETAIL = '/source/detail';
const LINKS = [`${DETAIL}/activation`, `${DETAIL}/execution`];

/** Where an event names its contact. */
const CONTACTS: ReadonlySet<string> = new Set([
  `${DETAIL}/activation/receiver`,
  `${DETAIL}/execution/recipient`,
  `${DETAIL}/contact`,
]);

/** What is taken out of the events of the contact whatever it says. */
const PERSONAL: ReadonlyMap<string, (pseudonym: string) => unknown> = new Map<
  string,
  (pseudonym: string) => unknown
>([
  [`${DETAIL}/activation/recipient`, (pseudonym) => pseudonym],
  [`${DETAIL}/execution/data`, () => ({})],
  [`${DETAIL}/client/ip`, () => ({ type: 'v4', value: '0.0.0.0' })],
  [`${DETAIL}/client/ua`, () => ({ type: 'raw', ua: '' })],
  [`${DETAIL}/reply/text`, () => ''],
  [`${DETAIL}/reply/from`, (pseudonym) => pseudonym],
  // Servers that refuse a message repeat the address more often than not.
  [`${DETAIL}/bounce/status/diagnostic`, () => ''],
]);

/** What makes the event the one that it is, and what statistics count: it stays, whatever else has the same text. */
const FIXED: ReadonlySet<string> = new Set([
  ...['/type', '/id', '/timestamp', '/source/type'],
  ...['type', 'agency', 'customer'].map((member) => `/identity/${member}`),
  ...LINKS.flatMap((link) => ['id', 'version', 'campaign', 'kind'].map((member) => `${link}/${member}`)),
  ...LINKS.flatMap((link) => ['time', 'id', 'thread', 'set'].map((member) => `${link}/stamp/${member}`)),
  ...[
    'link/type',
    'link/source',
    'client/type',
    'client/ip/type',
    'client/ua/type',
    'client/classification/type',
    'bounce/status/type',
    'bounce/status/code/enhanced',
    'bounce/status/code/basic',
    'bounce/analysis/verdict',
    'bounce/analysis/subject/type',
    'bounce/analysis/subject/detail/type',
    'cancellation/type',
    'cancellation/rule',
    'cancellation/value/type',
    'optout/scope',
    'optout/channel',
    'reply/type',
    'complaint/type',
    'origin',
  ].map((member) => `${DETAIL}/${member}`),
]);

/** Members of the model are plain words, which no name of a contact may rename. */
const PLAIN_MEMBER = /^[a-z]+$/;

/** A shorter number is too likely to be another thing than the contact's. */
const LEAST_DIGITS = 6;

/** Takes all that tells who one contact is out of events, and puts a pseudonym in its place. */
export class Disguise {
  readonly #names: Names;
  readonly #pseudonym: string;
  readonly #own: Mentions;
  readonly #foreign: Mentions;

  constructor(names: Names, pseudonym: string) {
    this.#names = names;
    this.#pseudonym = pseudonym;
    this.#own = new Mentions(names, 'anywhere');
    // Several contacts may have the address to which messages were really sent: that of a tester, for example.
    this.#foreign = new Mentions({ ...names, ids: new Set(), addresses: new Set() }, 'apart');
  }

  /**
   * The event without the contact: valid, with the same members in the same order. In the events of others, only the
   * texts that mention the contact are replaced. Gives the very same event when there is nothing to replace.
   */
  of(event: Event): Event {
    const own = this.#isOwn(event);
    const replaced = this.#walk(event, '', own);
    if (!own && JSON.stringify(replaced) === JSON.stringify(event)) return event;
    const verdict = validateEvent(replaced);
    if (verdict.event !== undefined) return verdict.event;
    const [flaw] = verdict.flaws;
    throw new TypeError(
      `without its contact, event ${event.id} would not be valid: ${flaw?.pointer} ${flaw?.message}`,
    );
  }

  #isOwn(event: Event): boolean {
    const { ids, unicities, hashes } = this.#names;
    const nobody = contactOf(event) === undefined;
    return namesIn(event).some(({ kind, text }) => {
      if (kind === 'addresses') return nobody && unicities.has(text);
      return { ids, unicities, hashes }[kind].has(text);
    });
  }

  #walk(value: unknown, pointer: string, own: boolean): unknown {
    if (CONTACTS.has(pointer)) return own ? this.#contact(value) : value;
    const personal = own ? PERSONAL.get(pointer) : undefined;
    if (personal !== undefined) return personal(this.#pseudonym);
    return this.#rest(value, pointer, own);
  }

  #rest(value: unknown, pointer: string, own: boolean): unknown {
    if (FIXED.has(pointer)) return value;
    const mentions = own ? this.#own : this.#foreign;
    if (typeof value === 'string') return mentions.in(value) ? this.#pseudonym : value;
    if (typeof value === 'number') {
      const text = String(value);
      return own && text.length >= LEAST_DIGITS && mentions.in(text) ? 0 : value;
    }
    if (Array.isArray(value)) return value.map((item) => this.#walk(item, `${pointer}/*`, own));
    if (typeof value !== 'object' || value === null) return value;
    const taken = new Set(Object.keys(value));
    return Object.fromEntries(
      Object.entries(value).map(([member, content]) => {
        // An unknown member may have any name: one with a slash is not the member of a member.
        const step = member.replaceAll('~', '~0').replaceAll('/', '~1');
        const kept = PLAIN_MEMBER.test(member) || !mentions.in(member);
        return [kept ? member : this.#newMember(taken), this.#walk(content, `${pointer}/${step}`, own)];
      }),
    );
  }

  #newMember(taken: Set<string>): string {
    let name = this.#pseudonym;
    for (let n = 2; taken.has(name); n++) name = `${this.#pseudonym}-${n}`;
    taken.add(name);
    return name;
  }

  /** The contact in the form in which it was named. */
  #contact(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || !('type' in value)) return value;
    const { type } = value;
    return Object.fromEntries(
      Object.entries(value).map(([member, content]) => [member, this.#nameOf(type, member, content)]),
    );
  }

  #nameOf(type: unknown, member: string, content: unknown): unknown {
    switch (`${type} ${member}`) {
      case 'footprint id':
      case 'footprint unicity':
      case 'id value':
      case 'unicity value':
        return this.#pseudonym;
      case 'footprint hash':
      case 'hash value':
        return hashUnicity(this.#pseudonym);
      case 'contact value':
        return this.#contact(content);
      default:
        return member === 'type' ? content : this.#rest(content, `${DETAIL}/~contact/${member}`, true);
    }
  }
}
