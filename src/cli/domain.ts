import { hostname } from 'node:os';
import type { Command } from 'commander';
import { parseAccount } from '../accounts/account.ts';
import { readSetting } from '../config/read-settings.ts';
import { type DnsRecord, dnsRecordsOf, zoneLine } from '../senders/dns-records.ts';
import { addDomain, findDomain, listDomains, removeDomain, type SendingDomain } from '../senders/domains.ts';
import { keepSecrets } from './keep-secrets.ts';
import { settingOption } from './setting-option.ts';
import { formatInstant, formatTable } from './table.ts';
import { withCatalog } from './with-catalog.ts';

type Options = { data?: string };

const ACCOUNT = ['<account>', 'AGENCY/CUSTOMER, such as DEMO/028'] as const;
const DOMAIN = ['<domain>', 'What is behind the @ of senders, such as news.example.com'] as const;

/** `chappe domain …` */
export function registerDomain(program: Command): void {
  const domain = program.command('domain').description('Say from which domains an account may send');
  domain
    .command('add')
    .description('Let an account send from a domain: make its keys, and print the DNS records to publish')
    .argument(...ACCOUNT)
    .argument(...DOMAIN)
    .option('--ed25519', 'Sign with a second key, of the kind Ed25519, too')
    .option('--json', 'Print JSON instead of a zone file')
    .addOption(settingOption('data'))
    .action(add);
  domain
    .command('show')
    .description('Print the DNS records of a domain again')
    .argument(...ACCOUNT)
    .argument(...DOMAIN)
    .option('--json', 'Print JSON instead of a zone file')
    .addOption(settingOption('data'))
    .action(show);
  domain
    .command('list')
    .description('List the domains of an account')
    .argument(...ACCOUNT)
    .option('--json', 'Print JSON instead of a table')
    .addOption(settingOption('data'))
    .action(list);
  domain
    .command('remove')
    .description('Forbid an account to send from a domain, and forget its keys')
    .argument(...ACCOUNT)
    .argument(...DOMAIN)
    .addOption(settingOption('data'))
    .action(remove);
}

async function add(
  text: string,
  name: string,
  options: Options & { ed25519?: boolean; json?: boolean },
): Promise<void> {
  const account = parseAccount(text);
  const added = await withCatalog(options, { mustExist: true }, ({ db }) =>
    addDomain(db, account, name, options.ed25519 ? ['rsa-sha256', 'ed25519-sha256'] : ['rsa-sha256']),
  );
  keepSecrets(options);
  printRecords(added, options);
  process.stderr.write(
    `${text} may send from ${added.domain}; publish the records above in DNS, so that mailboxes trust its messages\n`,
  );
}

async function show(text: string, name: string, options: Options & { json?: boolean }): Promise<void> {
  const account = parseAccount(text);
  const found = await withCatalog(options, { mustExist: true }, ({ db }) => findDomain(db, account, name));
  printRecords(found, options);
}

async function list(text: string, options: Options & { json?: boolean }): Promise<void> {
  const account = parseAccount(text);
  const domains = await withCatalog(options, { mustExist: true }, ({ db }) => listDomains(db, account));
  if (options.json) {
    process.stdout.write(`${JSON.stringify(domains.map(forPrograms), null, 2)}\n`);
  } else if (domains.length === 0) {
    process.stderr.write(
      `account ${text} has no domain; add one with 'chappe domain add ${text} news.example.com'\n`,
    );
  } else {
    const rows = domains.map(({ domain, keys, createdAt }) => [
      domain,
      keys.map(({ selector, algorithm }) => `${selector} (${algorithm})`).join(', '),
      formatInstant(createdAt),
    ]);
    process.stdout.write(formatTable([['DOMAIN', 'KEYS', 'CREATED'], ...rows]));
  }
}

async function remove(text: string, name: string, options: Options): Promise<void> {
  const account = parseAccount(text);
  const removed = await withCatalog(options, { mustExist: true }, ({ db }) =>
    removeDomain(db, account, name),
  );
  process.stderr.write(`${text} may not send from ${removed} any more; its keys are forgotten\n`);
}

function printRecords(domain: SendingDomain, { json }: { json?: boolean }): void {
  const setting = readSetting('mailHost');
  const mailHost = setting === 'auto' ? hostname() : setting;
  if (!mailHost.includes('.'))
    process.stderr.write(`${mailHost} is no name in DNS; set CHAPPE_MAIL_HOST to that of this server\n`);
  const records = dnsRecordsOf(domain, mailHost);
  if (json) process.stdout.write(`${JSON.stringify(records, null, 2)}\n`);
  else process.stdout.write(records.map(forZone).join(''));
}

function forZone(record: DnsRecord): string {
  return `; ${record.purpose}\n${zoneLine(record)}\n`;
}

function forPrograms({ domain, keys, createdAt }: SendingDomain) {
  return {
    domain,
    keys: keys.map(({ selector, algorithm }) => ({ selector, algorithm })),
    createdAt: new Date(createdAt).toISOString(),
  };
}
