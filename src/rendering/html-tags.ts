import { QuoteType, Tokenizer, type TokenizerCallbacks } from 'htmlparser2';

/** An attribute of a tag, and where it stands in the HTML: from the first letter of its name to its closing quote. */
export type Attribute = { name: string; value: string; start: number; nameEnd: number; end: number };

/** A tag that begins an element, with those of its attributes that were asked for. Names are in lower case. */
export type Tag = { name: string; start: number; attributes: readonly Attribute[] };

export type ScannedHtml = {
  /** Those that have at least one of the attributes, from the first to the last. */
  tags: readonly Tag[];
  /** Where the last `</body>` begins; undefined when there is none. */
  bodyEnd: number | undefined;
};

/** Outlook reads the HTML within comments that begin so. */
const CONDITION = /^\[if[^\]]*\]>/i;

/** Finds the attributes of some names in HTML as mail programs read it, without building a document. */
export function scanHtml(html: string, names: ReadonlySet<string>): ScannedHtml {
  const tags: Tag[] = [];
  const whole = new TagScanner(html, 0, names, tags);
  scanPiece(html, whole);
  // They are not looked through for others within: a hostile one could have thousands.
  for (const { start, end } of whole.hidden)
    scanPiece(html.slice(start, end), new TagScanner(html.slice(start, end), start, names, tags));
  return { tags: tags.sort((one, other) => one.start - other.start), bodyEnd: whole.bodyEnd };
}

function scanPiece(piece: string, scanner: TagScanner): void {
  // Without entities it skips from one end to the next, in half the time; few values have any.
  const tokenizer = new Tokenizer({ decodeEntities: false }, scanner);
  tokenizer.write(piece);
  tokenizer.end();
}

class TagScanner implements TokenizerCallbacks {
  bodyEnd: number | undefined;
  /** HTML within comments that some programs read. */
  readonly hidden: { start: number; end: number }[] = [];
  readonly #html: string;
  readonly #from: number;
  readonly #names: ReadonlySet<string>;
  readonly #lengths: ReadonlySet<number>;
  readonly #tags: Tag[];
  #tag = { start: 0, end: 0 };
  #found: Attribute[] = [];
  #attribute: Attribute | undefined;

  /** @param from where the piece begins in the whole. */
  constructor(piece: string, from: number, names: ReadonlySet<string>, tags: Tag[]) {
    this.#html = piece;
    this.#from = from;
    this.#names = names;
    this.#lengths = new Set([...names].map(({ length }) => length));
    this.#tags = tags;
  }

  onopentagname(start: number, end: number): void {
    this.#tag = { start, end };
    this.#found = [];
  }

  onattribname(start: number, end: number): void {
    this.#attribute = undefined;
    if (!this.#lengths.has(end - start)) return;
    const name = this.#html.slice(start, end).toLowerCase();
    if (this.#names.has(name)) this.#attribute = { name, value: '', start, nameEnd: end, end };
  }

  onattribdata(start: number, end: number): void {
    if (this.#attribute !== undefined) this.#attribute.value += this.#html.slice(start, end);
  }

  onattribend(quote: QuoteType, end: number): void {
    const attribute = this.#attribute;
    if (attribute === undefined) return;
    const { name, start, nameEnd } = attribute;
    const value = decoded(attribute.value);
    const from = this.#from;
    const place = { start: from + start, nameEnd: from + nameEnd };
    this.#found.push({
      name,
      value,
      ...place,
      end: quote === QuoteType.NoValue ? place.nameEnd : from + end,
    });
    this.#attribute = undefined;
  }

  onopentagend(): void {
    if (this.#found.length === 0) return;
    const { start, end } = this.#tag;
    const name = this.#html.slice(start, end).toLowerCase();
    this.#tags.push({ name, start: this.#from + start - 1, attributes: this.#found });
    this.#found = [];
  }

  onselfclosingtag(): void {
    this.onopentagend();
  }

  onclosetag(start: number, end: number): void {
    if (end - start === 4 && this.#html.slice(start, end).toLowerCase() === 'body')
      this.bodyEnd = this.#from + this.#html.lastIndexOf('<', start);
  }

  oncomment(start: number, last: number, offset: number): void {
    const end = last - offset;
    const [condition] = CONDITION.exec(this.#html.slice(start, end)) ?? [];
    if (condition !== undefined) this.hidden.push({ start: start + condition.length, end });
  }

  /** In HTML there is no such thing: programs read on after its first `>`. */
  oncdata(start: number, last: number, offset: number): void {
    const end = last - offset;
    const read = this.#html.indexOf('>', start) + 1;
    if (read > 0 && read < end) this.hidden.push({ start: read, end });
  }

  onattribentity(): void {}
  ondeclaration(): void {}
  onend(): void {}
  onprocessinginstruction(): void {}
  ontext(): void {}
  ontextentity(): void {}
}

const NOTHING = () => {};

/** The value of an attribute without entities. They end otherwise than in texts: `?a=1&copy=2` has none. */
function decoded(value: string): string {
  if (!value.includes('&')) return value;
  let result = '';
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      onattribdata: (start, end) => {
        result += tag.slice(start, end);
      },
      onattribentity: (codepoint) => {
        result += String.fromCodePoint(codepoint);
      },
      onattribend: NOTHING,
      onattribname: NOTHING,
      oncdata: NOTHING,
      onclosetag: NOTHING,
      oncomment: NOTHING,
      ondeclaration: NOTHING,
      onend: NOTHING,
      onopentagend: NOTHING,
      onopentagname: NOTHING,
      onprocessinginstruction: NOTHING,
      onselfclosingtag: NOTHING,
      ontext: NOTHING,
      ontextentity: NOTHING,
    },
  );
  const tag = `<a b="${value.replaceAll('"', '&quot;')}">`;
  tokenizer.write(tag);
  return result;
}
