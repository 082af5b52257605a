import type { AccountName } from './accounts/account.ts';
import type { Senders } from './actions/senders.ts';
import { returnPathDomain } from './senders/dns-records.ts';
import { UnknownDomain, UnknownSender } from './senders/errors.ts';
import type { SenderBook } from './senders/sender-book.ts';

/** The senders of an account, as its actions name them. */
export function sendersOf(book: Pick<SenderBook, 'domain' | 'profile'>, account: AccountName): Senders {
  return {
    async domain(name) {
      try {
        const { domain } = await book.domain(account, name);
        return { domain, returnPath: `bounces@${returnPathDomain(domain)}` };
      } catch (error) {
        if (error instanceof UnknownDomain) return undefined;
        throw error;
      }
    },
    async hasProfile(number) {
      try {
        await book.profile(account, number);
        return true;
      } catch (error) {
        if (error instanceof UnknownSender) return false;
        throw error;
      }
    },
  };
}
