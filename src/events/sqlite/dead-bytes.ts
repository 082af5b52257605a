/** A stretch of a page, from one offset up to another. */
export type DeadBytes = { from: number; to: number };

// https://www.sqlite.org/fileformat2.html#b_tree_pages
const INTERIOR = new Set([2, 5]);
const LEAF = new Set([10, 13]);

/**
 * The bytes of a page of a tree that belong to nothing and are not zero: what SQLite left behind when it moved or
 * deleted entries. Empty for a page that it does not understand.
 *
 * @param header where the header of the page begins: 100 on the first page, else 0.
 */
export function deadBytesOf(page: Buffer, header: number): DeadBytes[] {
  const kind = page.readUInt8(header);
  if (!INTERIOR.has(kind) && !LEAF.has(kind)) return [];
  const cells = page.readUInt16BE(header + 3);
  const content = page.readUInt16BE(header + 5) || 65_536;
  const gap = { from: header + (LEAF.has(kind) ? 8 : 12) + 2 * cells, to: content };
  if (gap.from > gap.to || gap.to > page.length) return [];
  const dead = [gap];
  // Freed stretches between entries form a list, each beginning with the next and its own size.
  let block = page.readUInt16BE(header + 1);
  let last = content - 1;
  while (block !== 0) {
    if (block <= last || block + 4 > page.length) return [];
    const end = block + page.readUInt16BE(block + 2);
    if (end < block + 4 || end > page.length) return [];
    dead.push({ from: block + 4, to: end });
    last = end - 1;
    block = page.readUInt16BE(block);
  }
  return dead.filter(({ from, to }) => page.subarray(from, to).some((byte) => byte !== 0));
}
