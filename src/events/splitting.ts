/** A line or an element is longer than it may be. */
export class TooLong extends Error {
  constructor(maxBytes: number) {
    super(`is longer than ${maxBytes} bytes, white space included: twice what one event may have`);
    this.name = 'TooLong';
  }
}

/** How long the text of an event may be: white space may make it longer than the event in it. */
export function longestText(maxEventBytes: number): number {
  return maxEventBytes * 2;
}

/** The bytes are no JSON array. */
export class NoArray extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'NoArray';
  }
}

const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/**
 * Cuts a stream of NDJSON into lines, without their line ends. Gives the lines of each chunk together; holds no
 * more than one chunk and one line.
 * @throws TooLong after all lines before that one were given.
 */
export async function* splitLines(chunks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer[]> {
  const held = new Held(maxBytes);
  for await (const chunk of chunks) {
    const lines: Buffer[] = [];
    let start = 0;
    try {
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        lines.push(held.complete(chunk.subarray(start, end)));
        start = end + 1;
      }
      held.hold(chunk.subarray(start));
    } finally {
      if (lines.length > 0) yield lines;
    }
  }
  if (held.size > 0) yield [held.complete(Buffer.alloc(0))];
}

/**
 * Cuts a stream that is one JSON array into its elements, however long the array is. Looks only at brackets,
 * strings and commas; whether an element is JSON is for whoever parses it.
 * @throws TooLong, NoArray after all elements before the place were given.
 */
export async function* splitArray(chunks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer[]> {
  const held = new Held(maxBytes);
  let depth = 0;
  let inString = false;
  let escaped = false;
  let elements = 0;
  let blank = true;
  let ended = false;
  for await (const chunk of chunks) {
    const found: Buffer[] = [];
    let start = 0;
    const cut = (end: number) => {
      found.push(held.complete(chunk.subarray(start, end)));
      elements += 1;
      blank = true;
      start = end + 1;
    };
    try {
      for (let at = 0; at < chunk.length; at++) {
        const byte = chunk[at];
        if (inString) {
          if (escaped) escaped = false;
          else if (byte === BACKSLASH) escaped = true;
          else if (byte === QUOTE) inString = false;
          continue;
        }
        if (byte === SPACE || byte === NEWLINE || byte === RETURN || byte === TAB) continue;
        if (depth === 0) {
          if (ended) throw new NoArray('something follows the end of the array');
          if (byte !== OPEN_BRACKET) throw new NoArray('it does not begin with [');
          depth = 1;
          start = at + 1;
          continue;
        }
        switch (byte) {
          case QUOTE:
            inString = true;
            break;
          case OPEN_BRACKET:
          case OPEN_BRACE:
            depth += 1;
            break;
          case CLOSE_BRACKET:
          case CLOSE_BRACE:
            depth -= 1;
            if (depth > 0) break;
            if (byte !== CLOSE_BRACKET) throw new NoArray('it ends with } instead of ]');
            if (blank && elements > 0) throw new NoArray('an element is missing after the last comma');
            if (!blank) cut(at);
            ended = true;
            continue;
          case COMMA:
            if (depth > 1) break;
            if (blank) throw new NoArray('an element is missing before a comma');
            cut(at);
            continue;
        }
        blank = false;
      }
      if (depth > 0) held.hold(chunk.subarray(start));
    } finally {
      if (found.length > 0) yield found;
    }
  }
  if (!ended) throw new NoArray('it ends before the array does');
}

/** The beginning of something whose end is in a later chunk. */
class Held {
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  size = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  hold(part: Buffer): void {
    if (part.length === 0) return;
    this.#parts.push(part);
    this.size += part.length;
    if (this.size > this.#maxBytes) throw new TooLong(this.#maxBytes);
  }

  complete(part: Buffer): Buffer {
    if (this.size + part.length > this.#maxBytes) throw new TooLong(this.#maxBytes);
    if (this.#parts.length === 0) return part;
    const whole = Buffer.concat([...this.#parts, part]);
    this.#parts = [];
    this.size = 0;
    return whole;
  }
}
