import type { Client } from '../../events/model/client.ts';
import type { Link } from '../../events/model/hit.ts';
import type { Receiver } from '../../events/model/receiver.ts';
import { readAddress } from '../client/client-address.ts';
import type { UserAgents } from '../client/user-agent.ts';
import type { Verdict } from '../robots/robot-rules.ts';
import type { LinkTarget } from '../tracked-link.ts';
import type { Hit } from './hit.ts';

export type HitEventTerms = {
  agents: UserAgents;
  /** All the names of a contact; its id alone when it is gone. */
  receiver(contact: string): Receiver;
  /** Whether events name the address and the user agent. */
  namesClients: boolean;
};

/** The event of a hit as JSON text, without the account, which whoever publishes it knows. */
export function hitEvent(hit: Hit, verdict: Verdict | undefined, terms: HitEventTerms): string {
  const { action, of, contact, stamp, link } = hit.link;
  const activation = { id: action, kind: of, receiver: terms.receiver(contact), stamp };
  return JSON.stringify({
    type: 'hit',
    id: hit.id,
    timestamp: hit.at,
    source: {
      type: 'email',
      detail: { activation, link: linkOf(link), client: clientOf(hit, verdict, terms) },
    },
  });
}

function linkOf(link: LinkTarget): Link {
  switch (link.type) {
    case 'open':
      return { type: 'open', source: 'html' };
    case 'trap':
      // The model has no type for what no person follows.
      return { type: 'redirection', label: 'hidden link', source: 'html' };
    case 'form':
      return { type: 'form', ...labelOf(link), source: link.source, destination: link.form };
    case 'redirection':
      return { type: 'redirection', ...labelOf(link), source: link.source, destination: link.destination };
    case 'mirror':
    case 'unsubscribe':
      return 'header' in link
        ? { type: link.type, label: 'List-Unsubscribe' }
        : { type: link.type, ...labelOf(link), source: link.source };
  }
}

function labelOf({ label }: { label?: string }): { label?: string } {
  return label === undefined ? {} : { label };
}

function clientOf(
  { ip, agent }: Hit,
  verdict: Verdict | undefined,
  { agents, namesClients }: HitEventTerms,
): Client {
  const address = ip === undefined ? undefined : readAddress(ip);
  return {
    type: 'web',
    ...(namesClients && address && { ip: address }),
    ...(namesClients && agent !== '' && { ua: agents.parse(agent) }),
    ...(verdict && { classification: verdict }),
  };
}
