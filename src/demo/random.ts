/** Four hexadecimal digits of every 16-bit number, plain and with the dash after them: a uuid is eight look-ups. */
const QUADS = Array.from({ length: 0x10000 }, (_, n) => n.toString(16).padStart(4, '0'));
const DASHED = QUADS.map((quad) => `${quad}-`);

/**
 * Chance that repeats itself: the same seed gives the same sequence on every machine.
 *
 * The generator is sfc32 of PractRand (public domain): fast, 128 bits of state, good enough for invented data
 * and for nothing secret.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: string) {
    let state = hash(seed);
    // splitmix32 spreads the hash over the three words: near seeds must not give near sequences.
    const word = () => {
      state = (state + 0x9e3779b9) | 0;
      let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return z ^ (z >>> 15);
    };
    this.#a = word();
    this.#b = word();
    this.#c = word();
    for (let i = 0; i < 12; i++) this.bits();
  }

  /** 32 random bits, as a whole number from 0. */
  bits(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** A number from 0 (inclusive) to 1 (exclusive). */
  unit(): number {
    return this.bits() / 0x1_0000_0000;
  }

  /** A whole number from 0 (inclusive) to `limit` (exclusive). */
  below(limit: number): number {
    return Math.floor(this.unit() * limit);
  }

  /** A whole number from `low` to `high`, both inclusive. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True in `share` of all cases. */
  chance(share: number): boolean {
    return this.unit() < share;
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[this.below(list.length)];
    if (picked === undefined) throw new RangeError('there is nothing to pick from');
    return picked;
  }

  /** Picks one of the list, each as often as its weight says. */
  weighted<T extends { weight: number }>(list: readonly T[]): T {
    let left = this.unit() * list.reduce((sum, { weight }) => sum + weight, 0);
    const picked = list.find(({ weight }) => {
      left -= weight;
      return left < 0;
    });
    return picked ?? this.pick(list);
  }

  /** How long something takes that can happen at any moment: exponential, in whole milliseconds, at least one. */
  wait(mean: number): number {
    return 1 + Math.floor(-Math.log(1 - this.unit()) * mean);
  }

  /** A uuid of version 4. */
  uuid(): string {
    const a = this.bits();
    const b = this.bits();
    const c = this.bits();
    const d = this.bits();
    const version = 0x4000 | (b & 0x0fff);
    const variant = 0x8000 | (c & 0x3fff);
    // Joined in short pieces: V8 copies those, where longer ones become trees that are dear to write out.
    const low = `${QUADS[a >>> 16]}${DASHED[a & 0xffff]}`;
    const middle = `${DASHED[b >>> 16]}${DASHED[version]}`;
    const high = `${DASHED[variant]}${QUADS[c >>> 16]}`;
    return `${low + middle + high}${QUADS[d >>> 16]}${QUADS[d & 0xffff]}`;
  }

  /** A uuid of version 7, RFC 9562 section 5.7: it begins with a time in milliseconds, so those of near times lie together. */
  uuidAt(time: number): string {
    const a = this.bits();
    const b = this.bits();
    const c = this.bits();
    const seconds = Math.floor(time / 0x10000);
    const low = `${QUADS[seconds >>> 16]}${DASHED[seconds & 0xffff]}`;
    const middle = `${DASHED[time % 0x10000]}${DASHED[0x7000 | (a & 0x0fff)]}`;
    const high = `${DASHED[0x8000 | (b & 0x3fff)]}${QUADS[c >>> 16]}`;
    return `${low + middle + high}${QUADS[c & 0xffff]}${QUADS[a >>> 16]}`;
  }
}

/** FNV-1a: any change of the seed changes the state. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193);
  return value;
}
