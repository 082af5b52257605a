import { PERMISSIONS } from '../src/accounts/permissions.ts';
import type { Setting } from '../src/config/setting.ts';
import { SETTINGS } from '../src/config/settings.ts';
import { FEEDS } from '../src/events/feeds.ts';
import { ERROR_CODES, ERRORS } from '../src/http/errors.ts';
import { parametersOf } from '../src/http/parameters.ts';
import type { Metric } from '../src/metrics/metric.ts';
import { METRICS } from '../src/metrics/metrics.ts';
import { ROBOT_RULES } from '../src/tracking/robots/robot-rules.ts';
import { bouncesPage } from './corpus/bounces-page.ts';
import { keptFigures } from './corpus/figures.ts';

/** The pages of the documentation that are made from tables of the code: file name in `docs/`, and text. */
export const GENERATED_PAGES: ReadonlyMap<string, () => string> = new Map([
  ['errors.md', errorsPage],
  ['settings.md', settingsPage],
  ['metrics.md', metricsPage],
  ['feeds.md', feedsPage],
  ['permissions.md', permissionsPage],
  ['robots.md', robotsPage],
  ['bounces.md', () => bouncesPage(keptFigures())],
]);

const NOTICE = '<!-- Made by `npm run docs` from the table in the code. Change the table, not this page. -->';

function errorsPage(): string {
  const entries = ERROR_CODES.map((code) => {
    const { status, title, meaning, remedy } = ERRORS[code];
    return `## \`${code}\`\n\nStatus ${status}. ${title}.\n\n${meaning}\n\n**What to do:** ${remedy}\n`;
  });
  return `# Errors

${NOTICE}

Every error is answered as \`application/problem+json\` ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)) with these members:

| member | meaning |
|---|---|
| \`code\` | stable name of the error, one of those below: the member to test in a program |
| \`type\` | link to the description of the error on the server itself |
| \`title\`, \`status\` | short name and HTTP status |
| \`detail\` | what happened this time |
| \`errors\` | where it can be told: each place with \`parameter\`, or \`index\` and JSON \`pointer\`, and \`message\` |
| \`accepted\`, \`duplicates\`, \`position\` | publishing NDJSON only: what was stored before the error |

The header \`X-Request-Id\`, which every answer has, names the request in the log of the server.

${entries.join('\n')}`;
}

function settingsPage(): string {
  const settings: [string, Setting][] = Object.entries(SETTINGS);
  const entries = settings.map(([, { env, flag, default: value, unit, meaning, change, since }]) => {
    const option = flag === undefined ? '' : `, or the option \`${flag.name}\` of \`chappe serve\``;
    return `## \`${env}\`\n\n${meaning}.\n\n- Set by the environment variable \`${env}\`${option}\n- Default: \`${value}\` (${unit})\n- When to change: ${change}\n- Since ${since}\n`;
  });
  return `# Settings

${NOTICE}

A setting is taken from the command line, else from the environment, else its default. A value that cannot be used stops the
command with one line that says what is allowed. Of a variable \`CHAPPE_…\` that is none of these, \`chappe serve\` warns in its log.

${entries.join('\n')}`;
}

function metricsPage(): string {
  const metrics: [string, Metric][] = Object.entries(METRICS);
  const entries = metrics.map(([name, { kind, labels, buckets, meaning, worry, since }]) => {
    const told = Object.entries(labels).map(([label, of]) => {
      const values = typeof of === 'string' ? of : of.map((value) => `\`${value}\``).join(', ');
      return `- Label \`${label}\`: ${values}\n`;
    });
    const bounds = buckets === undefined ? '' : `- Buckets up to: ${buckets.join(', ')}\n`;
    return `## \`${name}\`\n\n${meaning}.\n\n- Kind: ${kind}\n${told.join('')}${bounds}- When to worry: ${worry}\n- Since ${since}\n`;
  });
  return `# Metrics

${NOTICE}

\`GET /metrics\` answers with these metrics in the text format of Prometheus. It needs no key, and by default is there for connections from
the machine of the server only; see [\`CHAPPE_METRICS\`](settings.md#chappe_metrics). All counters begin at 0 when the server starts.

${entries.join('\n')}`;
}

function feedsPage(): string {
  const sections = Map.groupBy(FEEDS, ({ section }) => section);
  const tables = [...sections].map(([section, feeds]) => {
    const rows = feeds.map((feed) => {
      const types = feed.types === undefined ? 'all' : feed.types.map((type) => `\`${type}\``).join(', ');
      const subtype = feed.subtype === undefined ? '' : ` (\`${feed.subtype}\`)`;
      return `| \`${feed.path}\` | ${feed.summary} | ${types}${subtype} |`;
    });
    const [first] = feeds;
    const names =
      first === undefined
        ? []
        : parametersOf(first).filter((parameter) => parameter.in === 'query' && !CONTACT.has(parameter.name));
    return `## ${section}\n\nParameters: ${names.map(({ name }) => `\`${name}\``).join(', ')}\n\n| path | holds | event types |\n|---|---|---|\n${rows.join('\n')}\n`;
  });
  return `# Feeds

${NOTICE}

A feed is a named selection of the account's log, served at one path. How to read one (parameters, order, formats, completeness) is
told in [reading.md](reading.md). Trailing and doubled slashes and the case of the path do not matter.

There are ${FEEDS.length} feeds. Those of \`/targets/events\` need exactly one of the parameters \`id\`, \`unicity\` and \`hash\`.

${tables.join('\n')}`;
}

const CONTACT = new Set(['id', 'unicity', 'hash']);

function permissionsPage(): string {
  const rows = Object.entries(PERMISSIONS).map(
    ([name, { meaning, reserved }]) =>
      `| \`${name}\` | ${meaning} | ${reserved ? 'reserved: it can be granted, and nothing asks for it yet' : 'yes'} |`,
  );
  return `# Permissions

${NOTICE}

A key can do what its permissions allow, and nothing else. A key without the needed one is answered 403
[\`permission-denied\`](errors.md#permission-denied).

| permission | allows | in use |
|---|---|---|
${rows.join('\n')}
`;
}

function robotsPage(): string {
  const rules = ROBOT_RULES.map(({ rule, type, meaning }) => `| \`${rule}\` | \`${type}\` | ${meaning} |`);
  return `# Robots

${NOTICE}

Hits of robots are kept like all others. Their \`client.classification\` has the class as \`type\` and the rule as \`rule\`: \`mpp\` is Apple's mail
privacy proxy, \`gsr\` Google's security robot, \`genericrobot\` any other. Feeds show them only when \`classification\` asks for them. The first rule that
applies decides:

| rule | class | applies when |
|---|---|---|
${rules.join('\n')}

A hit is judged once, when [\`CHAPPE_HIT_WINDOW\`](settings.md#chappe_hit_window) is over, by all hits of its message in that time before and after it. A POST is
always a person's: somebody pressed a button, on the page to unsubscribe or in the mailbox. So is Gmail's image proxy: it loads a picture when the
message is read.

The networks, the words in user agents and the rules are tables in \`src/tracking/robots\`, and each rule has cases in its test.
`;
}
