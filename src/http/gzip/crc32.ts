/**
 * The CRC-32 of gzip (RFC 1952, section 8) of two texts in a row, from the CRC of each and the length of the second.
 *
 * A CRC is a polynomial over GF(2), reduced by a fixed one. Appending n bytes multiplies it by x to the power of 8n;
 * so what is needed is that power, found by squaring, and one multiplication. The lowest power of x is in the highest
 * bit, as everywhere with this CRC.
 */
export function combineCrc32(first: number, second: number, secondLength: number): number {
  return (multiply(powerOfBytes(secondLength), first) ^ second) >>> 0;
}

/** The polynomial of the CRC, without its highest power. */
const POLYNOMIAL = 0xedb88320;

/** The polynomial 1. */
const ONE = 0x80000000;

/** The polynomial x to the power of 8: one byte. */
const BYTE = 0x00800000;

/** Blocks tend to have few different lengths; a power costs about a thousand steps to find. */
const powers = new Map<number, number>();
const MOST_POWERS = 4096;

function powerOfBytes(length: number): number {
  let power = powers.get(length);
  if (power === undefined) {
    power = raise(length);
    if (powers.size >= MOST_POWERS) powers.clear();
    powers.set(length, power);
  }
  return power;
}

function raise(exponent: number): number {
  let result = ONE;
  let square = BYTE;
  // Lengths may be beyond 32 bits, so they are halved as numbers and not shifted.
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiply(result, square);
    square = multiply(square, square);
  }
  return result;
}

/** The product of two polynomials, reduced. */
function multiply(a: number, b: number): number {
  let product = 0;
  let shifted = b;
  for (let bit = 0x80000000; bit !== 0; bit >>>= 1) {
    if (a & bit) product ^= shifted;
    shifted = shifted & 1 ? (shifted >>> 1) ^ POLYNOMIAL : shifted >>> 1;
  }
  return product >>> 0;
}
