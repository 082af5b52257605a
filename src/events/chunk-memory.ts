/** `zlib` sees the end of what it inflates only when its buffer has room left. */
export const SPARE = 1;

/**
 * Gives the memory of a chunk back at once, for whoever had it alone and is done with it; its bytes are gone then. The
 * collector counts such memory late: a fast export would otherwise hold a hundred megabytes of chunks that are long sent.
 *
 * @param size the size of the chunk's own buffer, but for a spare byte. A buffer of another size is shared and left alone.
 */
export function giveBack({ buffer }: Uint8Array, size: number): void {
  if (!(buffer instanceof ArrayBuffer)) return;
  const beyond = buffer.byteLength - size;
  if (beyond === 0 || beyond === SPARE) buffer.transfer(0);
}
