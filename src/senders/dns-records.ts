import { dkimRecord } from '../mail/dkim/dkim-key.ts';
import type { SendingDomain } from './domains.ts';

/** A record that DNS must have, so that mailboxes trust messages from a domain. */
export type DnsRecord = {
  purpose: 'DKIM' | 'SPF' | 'DMARC' | 'return path';
  type: 'TXT' | 'MX';
  name: string;
  value: string;
};

/**
 * Where bounces of a domain's messages go. Below the domain, so that SPF is aligned with it, and apart from it, so that
 * the records of its own mail stay as they are.
 */
export function returnPathDomain(domain: string): string {
  return `bounces.${domain}`;
}

/** @param mailHost the name of the server that sends, and to which bounces come back. */
export function dnsRecordsOf({ domain, keys }: SendingDomain, mailHost: string): DnsRecord[] {
  const returnPath = returnPathDomain(domain);
  return [
    ...keys.map(
      ({ selector, algorithm, privateKey }): DnsRecord => ({
        purpose: 'DKIM',
        type: 'TXT',
        name: `${selector}._domainkey.${domain}`,
        value: dkimRecord(algorithm, privateKey),
      }),
    ),
    { purpose: 'SPF', type: 'TXT', name: returnPath, value: `v=spf1 a:${mailHost} ~all` },
    { purpose: 'return path', type: 'MX', name: returnPath, value: `10 ${mailHost}` },
    {
      purpose: 'DMARC',
      type: 'TXT',
      name: `_dmarc.${domain}`,
      value: `v=DMARC1; p=none; rua=mailto:dmarc@${domain}`,
    },
  ];
}

/** A record as a line of a zone file; texts are cut into the strings of 255 bytes that DNS has. */
export function zoneLine({ type, name, value }: DnsRecord): string {
  if (type === 'MX') return `${name}. ${type} ${value}.`;
  const strings = value.match(/.{1,255}/g) ?? [];
  return `${name}. ${type} ${strings.map((text) => `"${text}"`).join(' ')}`;
}
