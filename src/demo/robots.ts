import type { Client } from '../events/model/client.ts';
import type { LinkType } from '../events/model/hit.ts';

/** A program that hits the links of messages without anybody reading them. */
export type Robot = {
  weight: number;
  ua: NonNullable<Client['ua']>;
  classification: NonNullable<Client['classification']>;
  /** The links of an e-mail that it hits. */
  links: readonly Exclude<LinkType, 'dismiss'>[];
};

export const ROBOTS: readonly Robot[] = [
  {
    // Apple's mail programs load every picture through a proxy, read or not; the proxy says no more than this.
    weight: 70,
    ua: { type: 'raw', ua: 'Mozilla/5.0' },
    classification: { type: 'mpp', rule: 'apple proxy network' },
    links: ['open'],
  },
  {
    weight: 12,
    ua: {
      type: 'raw',
      ua: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/104.0.5112.101 Safari/537.36',
    },
    classification: { type: 'gsr', rule: 'google network within a minute of the activation' },
    links: ['open', 'redirection', 'unsubscribe'],
  },
  {
    weight: 10,
    ua: { type: 'raw', ua: 'Mozilla/5.0 (compatible; LinkSafetyCheck/2.4; +https://scanner.example/about)' },
    classification: { type: 'genericrobot', rule: 'user agent names a robot' },
    links: ['redirection', 'mirror', 'form'],
  },
  {
    weight: 8,
    ua: { type: 'raw', ua: 'python-requests/2.31.0' },
    classification: { type: 'genericrobot', rule: 'every link within two seconds' },
    links: ['redirection', 'unsubscribe'],
  },
];
