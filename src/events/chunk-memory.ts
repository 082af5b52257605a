/**
 * Gives the memory of a chunk back at once, for whoever had it alone and is done with it; its bytes are gone then. The
 * collector counts such memory late: a fast export would otherwise hold a hundred megabytes of chunks that are long sent.
 *
 * @param size the size of the chunk's own buffer. A buffer of another size is shared with others and left alone.
 */
export function giveBack({ buffer }: Uint8Array, size: number): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === size) buffer.transfer(0);
}
