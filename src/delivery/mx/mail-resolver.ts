import { Resolver } from 'node:dns/promises';

/** What delivery asks of DNS. Failures have the codes of Node: `ENOTFOUND`, `ENODATA`, … */
export interface MailResolver {
  resolveMx(domain: string): Promise<{ exchange: string; priority: number }[]>;
  resolve4(domain: string): Promise<string[]>;
  resolve6(domain: string): Promise<string[]>;
}

/** The name servers that this machine is set to. */
export function systemResolver(): MailResolver {
  return new Resolver({ timeout: 5000, tries: 3 });
}
