// https://www.sqlite.org/fileformat2.html#pointer_map_or_ptrmap_pages
const ROOT = 1;
const TREE = 5;
const ENTRY_BYTES = 5;

/**
 * Which pages of a file are pages of trees. A file that can be vacuumed in steps says so itself: each page of its map
 * describes the pages that follow it.
 */
export class PageMap {
  readonly #pageSize: number;
  readonly #perMap: number;

  constructor(pageSize: number) {
    this.#pageSize = pageSize;
    this.#perMap = Math.floor(pageSize / ENTRY_BYTES);
  }

  /** The page that describes a page; undefined for the first page, which is always that of a tree, and for maps. */
  mapOf(page: number): number | undefined {
    if (page < 3) return undefined;
    const map = page - ((page - 2) % (this.#perMap + 1));
    return map === page ? undefined : map;
  }

  /** Whether a page is one of a tree. `map` is the content of the page that describes it. */
  isTree(page: number, map: Buffer | undefined): boolean {
    if (page === 1) return true;
    const at = this.mapOf(page);
    if (at === undefined || map === undefined || map.length < this.#pageSize) return false;
    const kind = map.readUInt8((page - at - 1) * ENTRY_BYTES);
    return kind === ROOT || kind === TREE;
  }
}
