import type { Way } from './mailer.ts';

/** What messages may have to wait for, such as one relay. */
export type Route = {
  name: string;
  /** Which part of the places that are left those may have that wait for it. */
  share: number;
};

const HALF = 0.5;

/** What a message to a domain may have to wait for: a relay, the hosts of the domain, the rate of the sender. */
export function routesOf({ id, rate, isDirect = false }: Way, domain: string): Route[] {
  const toDomain = { name: `${id} ${domain}`, share: HALF };
  if (isDirect) return [toDomain];
  if (rate === undefined) return [{ name: id, share: HALF }];
  // A domain that gets its messages slowly is to leave places to others that the same relay takes at once.
  return [{ name: id, share: 1 }, toDomain];
}
