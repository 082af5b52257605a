import type { MailAction } from '../actions/action.ts';
import type { Target } from '../contacts/contact.ts';
import type { Field } from '../contacts/field.ts';
import type { Route } from '../delivery/route.ts';
import { domainOf } from '../mail/address.ts';
import { addressField } from './address-field.ts';
import type { Send } from './send.ts';
import { readOrder } from './stored-order.ts';

export type MessageRoutesParts = {
  action(id: string): Promise<MailAction | undefined>;
  contact(id: string): Target | undefined;
  fields(): readonly Field[];
  /** What messages by a sender to a domain may have to wait for. @param profile number of the sender; the default one when absent. */
  routes(profile: number | undefined, domain: string): Promise<readonly Route[]>;
};

/** What a send may have to wait for; nothing when it is no message, or one that will not leave. */
export async function messageRoutes(
  send: Pick<Send, 'order'>,
  { action, contact, fields, routes }: MessageRoutesParts,
): Promise<readonly Route[]> {
  const order = readOrder(send.order);
  if (order.kind !== 'message') return [];
  const mail = await action(order.action);
  const target = contact((order.copyTo ?? order.execution.recipient).id);
  const address = mail && target?.fields[String(addressField(mail, fields()))];
  return typeof address === 'string' ? routes(mail?.settings.sendingProfile, domainOf(address)) : [];
}
