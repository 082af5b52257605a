/** `zlib` sees the end of what it inflates only when its buffer has room left. */
const SPARE = 1;

/** Room comes in few sizes: what one chunk gives back is then just what the next one needs, and the heap does not fray. */
const ROOM_STEP = 512 * 1024;

/** How large a buffer for a text of a length should be. */
export function roomFor(length: number): number {
  return Math.ceil((length + SPARE) / ROOM_STEP) * ROOM_STEP;
}

/**
 * Gives the memory of a chunk back at once, for whoever had it alone and is done with it; its bytes are gone then. The
 * collector counts such memory late: a fast export would otherwise hold a hundred megabytes of chunks that are long sent.
 *
 * @param size the size of the chunk's own buffer, or what it has room for. A buffer of another size is shared and left alone.
 */
export function giveBack({ buffer }: Uint8Array, size: number): void {
  if (!(buffer instanceof ArrayBuffer)) return;
  if (buffer.byteLength === size || buffer.byteLength === roomFor(size)) buffer.transfer(0);
}
