import { RETRY_POLICY } from '../delivery/retry-schedule.ts';
import type { EmailLinks } from '../rendering/email-links.ts';
import { linksOf } from '../rendering/html-links.ts';
import type { EmailParts } from '../sending/email-attempt.ts';
import type { Message } from '../sending/message.ts';
import { CANARY_FIELD, CANARY_MAIL, canaryTarget } from './canary-message.ts';
import type { CanaryWitness } from './canary-witness.ts';

/** Sooner than others: somebody waits for it, and after a short time it is of no use. */
const CANARY_RETRY = { ...RETRY_POLICY, first: 2000, longest: 10_000 };

/**
 * By what the message of a canary is sent: the parts by which all messages are, but for what it says and to whom. It marks
 * no contact, and what is seen of it on its way is kept.
 */
export function canaryEmail(message: Message, email: EmailParts, witness: CanaryWitness): EmailParts {
  const { recipient, stamp } = message.execution;
  const target = canaryTarget(recipient);
  return {
    ...email,
    action: async () => CANARY_MAIL,
    contact: () => target,
    fields: () => [CANARY_FIELD],
    segmentsOf: () => [],
    noteBounce: async () => undefined,
    async links(linked, madeAt) {
      return seenLinks(await email.links(linked, madeAt), (seen) => witness.see(stamp.id, seen));
    },
    async returns(sent, sender, madeAt) {
      const returns = await email.returns(sent, sender, madeAt);
      witness.see(stamp.id, { returnPath: returns.returnPath });
      return returns;
    },
    async deliver(mail, options) {
      const delivery = await email.deliver(mail, options);
      witness.see(stamp.id, { delivery });
      return delivery;
    },
    retry: CANARY_RETRY,
  };
}

/** Links whose addresses are told as they stand in the message. */
function seenLinks(
  links: EmailLinks,
  see: (seen: { link?: string; unsubscribe?: string }) => void,
): EmailLinks {
  return {
    names: (part) => links.names(part),
    inText: (text) => links.inText(text),
    unsubscribe: links.unsubscribe,
    inHtml(html, part) {
      const linked = links.inHtml(html, part);
      if (part !== 'html') return linked;
      const [link, unsubscribe] = linksOf(linked).links.flatMap(({ href }) => href?.value ?? []);
      see({ ...(link !== undefined && { link }), ...(unsubscribe !== undefined && { unsubscribe }) });
      return linked;
    },
  };
}
