import type { Client } from '../events/model/client.ts';
import type { Random } from './random.ts';

// The networks that RFC 5737 and RFC 3849 set aside for documentation.
const V4_NETWORKS = ['192.0.2', '198.51.100', '203.0.113'];

/** The address of an invented visitor. */
export function visitorAddress(random: Random): NonNullable<Client['ip']> {
  if (random.chance(0.25)) return { type: 'v6', value: `2001:db8:${group(random)}:${group(random)}::1` };
  return { type: 'v4', value: `${random.pick(V4_NETWORKS)}.${random.between(1, 254)}` };
}

function group(random: Random): string {
  return random.below(0x10000).toString(16);
}
