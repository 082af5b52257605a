import { REFUSAL_RULES } from '../../src/delivery/bounces/refusal-rules.ts';
import { FEEDBACK_TYPES } from '../../src/feedback/rfc5965/feedback-types.ts';
import { familyTable } from './family-table.ts';
import { type Figures, sumOf } from './figures.ts';

/** `docs/bounces.md`: the rules, and how well they do with a corpus of real messages. */
export function bouncesPage({ families, differences }: Figures): string {
  const { messages, recipients, found, bounces, status, verdict } = sumOf(families);
  return `# Bounces

<!-- Made by \`npm run docs\` from the tables in the code, and the figures by \`npm run corpus\`. Change these, not this page. -->

How mail that comes back is read, and by which rules it is told whether an address is still worth a message. How that mail gets here, and what becomes of it,
is told in [feedback.md](feedback.md).

## Hard or soft

A bounce is hard when the mail system says for good that there is no such mailbox or no such domain. Everything else is soft: a full or suspended mailbox may come back,
a host may answer tomorrow, and what is said of the message or of its sender is no fault of the address. Codes of class 4 are never hard, and words for an unknown user are not where the server says that it may pass.
An address that comes back softly [time and again](settings.md#chappe_soft_bounces) is marked as well, by a count.

## Rules

The first rule that fits decides; its name is the \`rule\` of the event. Specific rules go by what is said of one thing only, and all of them come before the wide
ones, which go by words of many uses: “user unknown” decides before “complaints”, and “over quota” before “rejected”. The same rules read what a server says at once and what a report says later. Words are known in English, German,
French, Spanish, Portuguese, Italian, Dutch, the Scandinavian languages, Polish, Czech, Hungarian, Turkish, Russian, Chinese, Japanese and Korean, the most common ones best.

| | | rule | goes by | verdict | subject | detail |
|--:|---|---|---|---|---|---|
${REFUSAL_RULES.map(ruleLine).join('\n')}

What no rule fits is soft, with the subject of its code. The words are in \`src/delivery/bounces/words-of-addresses.ts\`, \`words-of-messages.ts\`, \`words-of-transport.ts\` and \`wide-words.ts\`.

What a server refuses before it has been told the recipient, at its greeting or at \`MAIL FROM\`, is never held against the address. Codes 5.2.1 and 5.2.2 say that there is a
mailbox: words of an unknown user beside them are believed only as an answer to \`RCPT\`.

Of several enhanced status codes, that of the server that refused counts before that of who reports, one that tells something before one such as 5.0.0, and why the last
attempt failed before x.4.7, that it was tried for too long. A report that gives none gets the one that its words mean: \`5.1.1\` for an unknown user, \`5.2.2\` for a full mailbox, \`4.4.1\` for a host that is silent while the message is still tried.
A report that was sent on inside another message is read as if it had come by itself.

## Complaints

| feedback type | says | red list |
|---|---|---|
${FEEDBACK_TYPES.map(({ type, meaning, counts }) => `| \`${type}\` | ${meaning} | ${counts ? 'yes' : 'no'} |`).join('\n')}

All of them are events.

## Real messages

The reader is compared with a second opinion, the bounce parser Sisimai, over ${messages} messages of its published test set, by the family of the mail system that wrote them:

\`\`\`sh
npm run corpus -- FOLDER
\`\`\`

Recipients: ${percent(found, recipients)} found of ${recipients}. Of the ${bounces} that bounced, the status is the same or a right substitute for ${percent(status, bounces)}, and hard or soft is the same for ${percent(verdict, bounces)}.
Where a message has no enhanced status code, a substitute is right when its subject and detail say what the other's reason says (\`scripts/corpus/meanings.ts\`).
The rules were widened with these very messages at hand: expect less of messages that nobody has looked at.

${familyTable(families)}

### Differences

The second opinion is strong, and not the truth. Each difference is told with its reason; the command fails when one has none.

| message | in | second opinion | here | rule | why |
|---|---|---|---|---|---|
${differences.map(differenceLine).join('\n')}
`;
}

function ruleLine(
  { tier, name, meaning, verdict, subject }: (typeof REFUSAL_RULES)[number],
  index: number,
): string {
  const detail = subject && 'detail' in subject ? subject.detail?.type : undefined;
  return `| ${index + 1} | ${tier} | \`${name}\` | ${meaning} | ${verdict} | ${subject?.type ?? 'of the code'} | ${detail ?? ''} |`;
}

function differenceLine({ file, what, theirs, ours, rule, because }: Figures['differences'][number]): string {
  return `| ${file} | ${what} | ${theirs} | ${ours} | ${rule} | ${because} |`;
}

function percent(some: number, all: number): string {
  return `${((100 * some) / all).toFixed(1)} %`;
}
