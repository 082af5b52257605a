/** RFC 4648 in lower case: mail servers may change the case of what stands before the @. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]));

export function writeBase32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(held >> bits) & 31];
    }
    held &= 31;
  }
  return bits === 0 ? text : text + ALPHABET[(held << (5 - bits)) & 31];
}

/** The bytes that a text stands for, in whatever case; undefined when it is none that `writeBase32` writes. */
export function readBase32(text: string): Buffer | undefined {
  const lower = text.toLowerCase();
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const character of lower) {
    const value = VALUES.get(character);
    if (value === undefined) return undefined;
    held = ((held & 255) << 5) | value;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 255);
  }
  const read = Buffer.from(bytes);
  // The last character may have bits to spare: only one spelling is right.
  return writeBase32(read) === lower ? read : undefined;
}
