import { readDestination } from './destination.ts';

/** A piece of a text; `address` is where it leads when it is an address of the web. */
export type TextPiece = { text: string; address?: string };

const ADDRESS = /https?:\/\/[^\s<>"]+/gi;

/** Cuts a text into the addresses of the web that stand in it, and what is between them. */
export function textPieces(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let at = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const link = withoutEnding(found);
    const destination = readDestination(link);
    if (destination.kind !== 'web') continue;
    pieces.push({ text: text.slice(at, index) }, { text: link, address: destination.address });
    at = index + link.length;
  }
  pieces.push({ text: text.slice(at) });
  return pieces;
}

/** What ends a sentence is not of the address, and a bracket only when it was opened there. */
function withoutEnding(found: string): string {
  let unopened = found.split(')').length - found.split('(').length;
  let end = found.length;
  for (; end > 0; end--) {
    const last = found.charAt(end - 1);
    if (!/[.,;:!?'\])}]/.test(last)) break;
    if (last === ')' && unopened-- <= 0) break;
  }
  return found.slice(0, end);
}
