import type { MailAction } from '../actions/action.ts';
import type { RenderedMail } from '../actions/mail-rendering.ts';
import { TIME_ZONE } from '../actions/readiness.ts';
import { readAddress } from '../mail/address.ts';
import { MailRefused } from '../mail/mail-refused.ts';
import type { Renderer } from '../rendering/renderer.ts';

/**
 * A message that is only tried, without the addresses that cannot be written before an execution gives its data: answers
 * go to the sender then, and the sender has the prefix of those that name none. What is malformed by itself stays, and is
 * refused.
 *
 * @param domain of the sender.
 */
export function withoutUnreadyAddresses(
  rendered: RenderedMail,
  { action, renderer, domain }: { action: MailAction; renderer: Renderer; domain: string },
): RenderedMail {
  const { headers } = action.content;
  const reader = { culture: action.settings.culture, timeZone: TIME_ZONE };
  const isUnready = (part: 'replyTo' | 'fromPrefix', template: string | null, address: string) =>
    !isAddress(address) && renderer.namesGivenLater({ part, kind: 'text', template: template ?? '' }, reader);
  const { replyTo, fromPrefix, ...rest } = rendered;
  return {
    ...rest,
    ...(replyTo !== undefined && !isUnready('replyTo', headers.reply, replyTo) && { replyTo }),
    ...(fromPrefix !== undefined &&
      !isUnready('fromPrefix', headers.from.prefix, `${fromPrefix}@${domain}`) && { fromPrefix }),
  };
}

function isAddress(text: string): boolean {
  try {
    readAddress('address', text);
    return true;
  } catch (error) {
    if (error instanceof MailRefused) return false;
    throw error;
  }
}
