/** Where a conversation with another server begins. */
const CONVERSATION = /\bwhile talking to\b/i;

/** The line with which sendmail ends what it tells of a recipient. */
const CLOSING = /^(?:[45]\d\d (?:[45]\.\d{1,3}\.\d{1,3} )?)?<?([^\s<>@]{1,120}@[^\s<>]{1,255}?)>?\.\.\. /;

/** What goes on with the line before. */
const CONTINUED = /^(?:[ \t]+\S|Message (?:could not be delivered|will be deleted))/;

/**
 * What a transcript of sendmail says of one recipient: there the replies come first, and the line that names the recipient last. What
 * follows the last such line of a conversation is about all whom that was about.
 */
export function conversationOf(lines: readonly string[], recipient: string): string[] {
  return conversationsIn(lines).flatMap((conversation) => {
    const kept: string[] = [];
    let said: string[] = [];
    let owner = '';
    for (const line of conversation) {
      const goesOn = owner !== '' && said.length === 0 && CONTINUED.test(line);
      if (!goesOn) said.push(line);
      else if (owner === recipient.toLowerCase()) kept.push(line);
      const named = CLOSING.exec(line)?.[1];
      if (named === undefined) continue;
      owner = named.toLowerCase();
      if (owner === recipient.toLowerCase()) kept.push(...said);
      said = [];
    }
    return kept.length === 0 ? [] : [...kept, ...said];
  });
}

function conversationsIn(lines: readonly string[]): string[][] {
  const conversations: string[][] = [[]];
  for (const line of lines) {
    if (CONVERSATION.test(line)) conversations.push([]);
    conversations.at(-1)?.push(line);
  }
  return conversations;
}
