import { MailRefused } from '../mail/mail-refused.ts';
import { RenderFailure } from '../rendering/render-failure.ts';
import { addressField } from './address-field.ts';
import type { EmailParts } from './email-attempt.ts';
import { composeEmail } from './email-composition.ts';
import type { Message } from './message.ts';
import { nobodyAt } from './nobody.ts';
import type { Proof, ProofOutcome } from './proofs.ts';
import { Stopped } from './stopped.ts';

/** Sends a proof, once: whoever tests asks again when it does not come. */
export async function sendProof(proof: Proof, parts: EmailParts): Promise<ProofOutcome> {
  const { order, recipient, address, part, stamp } = proof;
  const action = await parts.action(order.action);
  const sender = action && (await parts.sender(action.content.headers.from.domain));
  if (action === undefined || sender === undefined) return 'failed';
  const target = recipient && parts.contact(recipient.id);
  const field = addressField(action, parts.fields());
  const to = address ?? String(target?.fields[String(field)] ?? '');
  // A tester without an address is no fault of the action.
  if (to === '') return 'fine';
  const message: Message = {
    kind: 'message',
    action: action.id,
    of: 'message',
    execution: { recipient: recipient ?? nobodyAt(to), stamp, variables: order.variables },
  };
  try {
    const email = await composeEmail(message, {
      action,
      renderer: parts.renderer,
      fields: parts.fields(),
      values: target?.fields ?? {},
      sender,
      links: parts.proofLinks(),
      returns: sender,
      to,
      deliverTo: to,
      cc: [],
      date: new Date(parts.now()),
      onTrial: true,
      ...(part && { part }),
      // Testers are told in a header, which is one line.
      ...(order.comments !== undefined && { comments: order.comments.replace(/[\s\p{Cc}]+/gu, ' ').trim() }),
    });
    const profile = action.settings.sendingProfile;
    const { outcome } = await parts.deliver(email, { urgent: true, profile });
    return outcome === 'accepted' ? 'fine' : 'failed';
  } catch (error) {
    if (error instanceof RenderFailure || error instanceof MailRefused) return { broken: error.message };
    if (error instanceof Stopped) return 'failed';
    throw error;
  }
}
