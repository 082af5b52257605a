import { isIP } from 'node:net';
import type { Client } from '../../events/model/client.ts';

export type Ip = NonNullable<Client['ip']>;

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** An address as events have it: of IPv4 in its own form, also where a socket of IPv6 took it. Undefined when it is none. */
export function readAddress(text: string): Ip | undefined {
  const value = MAPPED.exec(text)?.[1] ?? text;
  switch (isIP(value)) {
    case 4:
      return { type: 'v4', value };
    case 6:
      return { type: 'v6', value: value.toLowerCase() };
    default:
      return undefined;
  }
}
