import { settingsFor } from './products/postgres-schema.ts';
import { FORM } from './program.ts';
import { groupsOf, HEAD, type Report, VERDICT_HEAD, verdictRow } from './report.ts';

/** docs/benchmarks.md: what one run found out, for people who were not there. */
export function benchmarksPage(report: Report): string {
  const { machine, settings, verdicts, results, load } = report;
  const each = (settings.bytes / settings.events).toFixed(0);
  const reached = verdicts.filter(({ reached }) => reached === true).length;
  return `# Benchmarks

<!-- Made by \`npm run bench -- --write-docs\`. Run it again, and do not change this page. -->

Chappe beside other ways to get the same events out, or in, on one machine and in one run. ${reached} of ${verdicts.length} targets
are reached. A figure in MB/s or events a second holds for this machine alone; the ratios can be compared with those of another.

## The run

| | |
|---|---|
| date | ${report.date.slice(0, 10)} |
| machine | ${machine.cpu}, ${machine.cores} cores, ${(machine.memoryBytes / 2 ** 30).toFixed(0)} GiB |
| system | ${machine.system} |
| load before and after | ${load.before.toFixed(2)}, ${load.after.toFixed(2)} |
| events | ${settings.events} of ${each} bytes on average, ${(settings.bytes / 1e6).toFixed(0)} MB |
| contacts of a large account | ${settings.contacts} |
| runs | ${settings.runs}; the figures are medians |
| Chappe | ${FORM}, on Node ${machine.node} |
| client | ${report.client} |
${Object.entries(report.versions)
  .map(([name, version]) => `| ${name} | ${version} |`)
  .join('\n')}

${busy(report)}## Targets

${markdownTable(VERDICT_HEAD, verdicts.map(verdictRow))}

## Figures

${groupsOf(results)
  .map(({ title, rows }) => `### ${title}\n\n${markdownTable(HEAD, rows, true)}`)
  .join('\n\n')}

## How to read them

* **per second** counts events, requests, messages or starts; **MB/s** is what went over the wire, compressed where it is.
* **first byte** counts from the start of the request; where a row makes many requests it is their median, and **p99** their 99th
  percentile. For published events, contacts and executions the two are the time until the answer; for single messages until the
  mail server has them; for a campaign from its validation until the mail server has its first message.
* **peak** is the most resident memory that the measured process ever had. For databases within Node it is that of their process; what
  PostgreSQL's and nginx's processes hold is not told.
* **cpu** is the processor time that the measured process used, on all cores: it is what another load would find missing. It counts
  PostgreSQL's process for the connection, and nginx's worker not at all. Programs that are started for the row count with their start.
* **x yardstick** compares with the first plain program in the same group, mostly a Node server that sends the same bytes from a file.

## What to keep in mind

* The client runs on the same cores as the server, and takes its share of them. curl throws away what it reads and decompresses nothing.
* Nothing leaves the machine: loopback has no delay and no loss, and more room than a wire.
* The text is synthetic (\`src/demo/stream.ts\`): it repeats itself more than real events do, so real ones compress less.
${cached(report)}
* PostgreSQL, chDB and DuckDB write what they give out to nowhere, and not over HTTP; the text that PostgreSQL and chDB hand over does
  pass to their client. They have the columns that feeds select by ready-made, while Chappe's import reads and validates every event.
* PostgreSQL has the same table and indexes as Chappe, its own default durability, and these settings:
  ${Object.entries(settingsFor(machine.memoryBytes))
    .map(([name, value]) => `\`${name} = ${value}\``)
    .join(', ')}.
* chDB has one MergeTree in the order of the export (family, time, position), merged into one part; DuckDB one table without indexes.
* Every server had given the same answer once before it was measured. Events that are published into the full log happen after those in it.
* Blocks were sealed before anything was read. While they are being made, gzip costs more than shown here.
* The mail server of the rows with messages takes a message at once, on the same cores. A real one is slower, and then it is what everybody waits for.
* Contacts were put into their file at once, without the events that so many requests would have published.
* nginx compresses at level 1 unless told otherwise, which is also its fastest; files compressed beforehand have level 6, as our blocks.

## Do it again

\`\`\`sh
apt-get install nginx postgresql
npm install --prefix bench/.cache/peers --no-save chdb@3.4.0 @duckdb/node-api@1.5.6-r.1
npm run bench -- --events ${settings.events} --runs ${settings.runs}${listed('--only', settings.only)}${listed('--without', settings.without)} --write-docs
\`\`\`

[bench/README.md](../bench/README.md) tells what each row does and which options there are.
`;
}

/** Whoever measures on a busy machine measures the others too. */
function busy({ load, machine }: Report): string {
  if (load.before <= machine.cores / 2) return '';
  return `**The machine was busy with other work**: its ${machine.cores} cores had a load of ${load.before.toFixed(1)} before the run began. The figures
say that all rows work, and not how fast; only \`cpu ms\` can be compared.\n\n`;
}

function listed(option: string, names: readonly string[]): string {
  return names.length === 0 ? '' : ` ${option} ${names.join(',')}`;
}

/** The events lie in the log about twice, as rows and in blocks and indexes. */
function cached({ machine, settings }: Report): string {
  return settings.bytes * 2 < machine.memoryBytes / 2
    ? '* All data fits into memory, and mostly is in the file cache of the system when it is read.'
    : '* The log is about as large as the memory: part of what is read comes from the disk.';
}

function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  onlyUsed = false,
): string {
  const used = head.map((_, n) => !onlyUsed || n === 0 || rows.some((row) => (row[n] ?? '') !== ''));
  const line = (cells: readonly string[]) => `| ${cells.filter((_, n) => used[n]).join(' | ')} |`;
  const rule = head.map((_, n) => (n === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
