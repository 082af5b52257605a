const CALL = /ISODate\(\s*("[^"\\]{0,64}")\s*\)/y;

/**
 * Quotes dates as the shell of MongoDB writes them, `ISODate("…")`: a connector of an old shop sends them within JSON.
 * What stands in texts stays as it is. One pass, whatever the body is: it may be made to be slow to read.
 */
export function quoteShellDates(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOfText(text, at);
    if (character !== 'I') continue;
    CALL.lastIndex = at;
    const [call, date] = CALL.exec(text) ?? [];
    if (call === undefined || date === undefined) continue;
    parts.push(text.slice(from, at), date);
    from = at + call.length;
    at = from - 1;
  }
  return parts.join('') + text.slice(from);
}

/** Where the text ends that begins at a quotation mark. */
function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}
