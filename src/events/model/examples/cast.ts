import type { Identity } from '../identity.ts';
import type { Footprint } from '../receiver.ts';

/** The account that the example events belong to. */
export const SHOP: Identity = { type: 'customer', agency: 'DEMO', customer: '028' };

export const CLAIRE: Footprint = {
  type: 'footprint',
  id: '000R4M0T',
  unicity: 'claire.dupont@example.com',
  hash: 'c5779fefbb3602496e83a1573b3e58a6',
};

export const MARC: Footprint = {
  type: 'footprint',
  id: '000R4M1B',
  unicity: 'm.lefevre@example.org',
  hash: '82ddf9edbf3f9a3b53cbeb0a81d92f90',
};

export const PAUL: Footprint = {
  type: 'footprint',
  id: '0013KDC0',
  unicity: 'paul.martin@example.com',
  hash: '316d5ec617b68b3c52da837eff47c174',
};

export const NADIA: Footprint = {
  type: 'footprint',
  id: '0013KDC8',
  unicity: 'nadia.benali@example.org',
  hash: 'f5968dcf3bbe8afb11392eb1fa73867a',
};
