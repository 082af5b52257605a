/** All the names that one contact goes by. */
export type Names = {
  readonly ids: ReadonlySet<string>;
  readonly unicities: ReadonlySet<string>;
  /** In lower case. */
  readonly hashes: ReadonlySet<string>;
  /** The addresses that its messages were really sent to. */
  readonly addresses: ReadonlySet<string>;
};

/** A shorter name is found only where it stands alone: it may well be a part of other words. */
const LONG = 6;

/** How strictly names are found: anywhere in a text, or only where they are not a part of a longer name. */
export type Strictness = 'anywhere' | 'apart';

/**
 * Recognises the names of one contact in texts, whatever their case, and also percent-encoded as in links.
 * An id is found only where it stands alone: `000R4M0` is another contact than `000R4M0T`.
 */
export class Mentions {
  readonly #parts: readonly string[];
  readonly #words: readonly string[];
  readonly #strictness: Strictness;

  constructor({ ids, unicities, hashes, addresses }: Names, strictness: Strictness) {
    const texts = [...unicities, ...hashes, ...addresses].map((text) => text.toLowerCase());
    this.#parts = texts.filter((text) => text.length >= LONG);
    this.#words = [...texts.filter((text) => text.length < LONG), ...ids].map((text) => text.toLowerCase());
    this.#strictness = strictness;
  }

  in(text: string): boolean {
    const plain = text.toLowerCase();
    if (this.#isIn(plain)) return true;
    const decoded = percentDecoded(plain);
    return decoded !== plain && this.#isIn(decoded);
  }

  #isIn(text: string): boolean {
    const apart = this.#strictness === 'apart';
    return (
      this.#parts.some((part) => (apart ? isApart(text, part, isInAddress) : text.includes(part))) ||
      this.#words.some((word) => isApart(text, word, isInWord))
    );
  }
}

function percentDecoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text).toLowerCase();
  } catch {
    // There is a percent sign that means itself. What is plain ASCII can be decoded nonetheless.
    return text.replaceAll(/%[0-7][0-9a-f]/g, (code) => decodeURIComponent(code).toLowerCase());
  }
}

/** Whether what stands before a name, and after it, belongs to the same longer name. */
type Attached = (before: string, after: string) => boolean;

function isApart(text: string, name: string, attached: Attached): boolean {
  if (name === '') return false;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const end = at + name.length;
    if (!attached(text.slice(Math.max(0, at - 2), at), text.slice(end, end + 3))) return true;
  }
  return false;
}

function isInWord(before: string, after: string): boolean {
  return /[\p{L}\p{N}]$/u.test(before) || /^[\p{L}\p{N}]/u.test(after);
}

/** `anne-marie@example.com` and `marie@example.com.au` do not mention `marie@example.com`. */
function isInAddress(before: string, after: string): boolean {
  return /[\p{L}\p{N}._+-]$/u.test(before) || /^(?:[\p{L}\p{N}_-]|\.[\p{L}\p{N}])/u.test(after);
}
