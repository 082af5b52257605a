import { readDestination } from '../rendering/destination.ts';
import type { Linking } from './linked-html.ts';

const ADDRESS = /https?:\/\/[^\s<>"]+/gi;

/** Text with other addresses in the links that stand in it, if all links are tracked: nobody can mark one here. */
export function linkText(text: string, { all, source, addressOf }: Linking): string {
  if (!all) return text;
  return text.replaceAll(ADDRESS, (found) => {
    const link = withoutEnding(found);
    const destination = readDestination(link);
    if (destination.kind !== 'web') return found;
    const address = addressOf({ type: 'redirection', destination: destination.address, source });
    return address === undefined ? found : address + found.slice(link.length);
  });
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
