import { textPieces } from '../rendering/text-pieces.ts';
import type { Linking } from './linked-html.ts';

/** Text with other addresses in the links that stand in it, if all links are tracked: nobody can mark one here. */
export function linkText(given: string, { all, source, addressOf }: Linking): string {
  if (!all) return given;
  return textPieces(given)
    .map(({ text, address }) => {
      if (address === undefined) return text;
      return addressOf({ type: 'redirection', destination: address, source }) ?? text;
    })
    .join('');
}
