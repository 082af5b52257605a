const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The bytes are not what a writer of them would have written. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/**
 * Reads what a `ByteWriter` wrote. Every value has one spelling: a number in more bytes than it needs is refused.
 *
 * Its methods throw `Unreadable`.
 */
export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  byte(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined) throw new Unreadable('it ends too early');
    return value;
  }

  number(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (value > Number.MAX_SAFE_INTEGER) throw new Unreadable('a number is too large');
      if (byte > 127) continue;
      if (byte === 0 && scale > 1) throw new Unreadable('a number is longer than it needs to be');
      return value;
    }
  }

  bytes(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new Unreadable('it ends too early');
    const value = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return value;
  }

  text(): string {
    try {
      return UTF8.decode(this.bytes(this.number()));
    } catch (error) {
      throw new Unreadable('a text is not UTF-8', { cause: error });
    }
  }

  uuid(): string {
    const hex = this.bytes(16).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  /** @throws Unreadable when something is left. */
  end(): void {
    if (this.#at !== this.#bytes.length) throw new Unreadable('it goes on after its end');
  }
}
