import { BlockList } from 'node:net';
import type { Ip } from '../client/client-address.ts';

/** Addresses by whom they belong to. Data: add a line when its owner publishes another range. */
const NETWORKS = {
  /** The networks from which Apple's relay comes (mask-api.icloud.com/egress-ip-ranges.csv, joined), and Apple's own. */
  apple: [
    '17.0.0.0/8',
    '104.28.0.0/16',
    '140.248.0.0/16',
    '146.75.128.0/17',
    '172.224.0.0/13',
    '2606:54c0::/30',
    '2a02:26f7::/32',
    '2a04:4e41::/32',
    '2a09:bac0::/29',
    '2620:149::/32',
  ],
  /** Google's own, which are not those of its customers (the records _netblocks.google.com to _netblocks3.google.com). */
  google: [
    '35.190.247.0/24',
    '64.233.160.0/19',
    '66.102.0.0/20',
    '66.249.64.0/19',
    '72.14.192.0/18',
    '74.125.0.0/16',
    '108.177.8.0/21',
    '108.177.96.0/19',
    '142.250.0.0/15',
    '172.217.0.0/16',
    '173.194.0.0/16',
    '209.85.128.0/17',
    '216.58.192.0/19',
    '216.239.32.0/19',
    '2001:4860::/32',
    '2404:6800::/32',
    '2607:f8b0::/32',
    '2800:3f0::/32',
    '2a00:1450::/32',
    '2c0f:fb50::/32',
  ],
} as const;

export type Network = keyof typeof NETWORKS;

const LISTS = new Map(Object.entries(NETWORKS).map(([name, ranges]) => [name, listOf(ranges)] as const));

/** Whether an address is of somebody's network. */
export function isOf(network: Network, { type, value }: Ip): boolean {
  return LISTS.get(network)?.check(value, type === 'v4' ? 'ipv4' : 'ipv6') === true;
}

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', length] = range.split('/');
    list.addSubnet(address, Number(length), address.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}
