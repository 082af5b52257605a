import { hashUnicity } from './facets.ts';
import type { Names } from './mentions.ts';
import type { Event } from './model/event.ts';
import type { Receiver } from './model/receiver.ts';
import type { ContactName } from './rewriting.ts';

/** One name of a contact. */
export type Name = { kind: keyof Names; text: string };

/** The contact that an event is about; undefined for what was shown to nobody known. */
export function contactOf({ source: { detail } }: Event): Receiver | undefined {
  if ('contact' in detail) return detail.contact;
  return 'execution' in detail ? detail.execution.recipient : detail.activation.receiver;
}

/** The names that an event gives its contact. */
export function namesIn(event: Event): Name[] {
  const contact = contactOf(event);
  const { detail } = event.source;
  const address = 'activation' in detail ? detail.activation.recipient : undefined;
  return [
    ...(contact === undefined ? [] : namesOf(contact)),
    ...(address === undefined || address === '' ? [] : [{ kind: 'addresses', text: address } as const]),
  ];
}

function namesOf(contact: Receiver): Name[] {
  switch (contact.type) {
    case 'footprint':
      return [{ kind: 'ids', text: contact.id }, ...unicity(contact.unicity), hash(contact.hash)];
    case 'id':
      return [{ kind: 'ids', text: contact.value }];
    case 'unicity':
      return unicity(contact.value);
    case 'hash':
      return [hash(contact.value)];
    case 'contact':
      return namesOf(contact.value);
  }
}

/** The names with which a search begins. */
export function namesFrom(contact: ContactName): Name[] {
  switch (contact.by) {
    case 'id':
      return [{ kind: 'ids', text: contact.id }];
    case 'unicity':
      return unicity(contact.unicity);
    case 'hash':
      return [hash(contact.hash)];
  }
}

/** A unicity is a name, and so is its hash. */
function unicity(text: string): Name[] {
  return [{ kind: 'unicities', text }, hash(hashUnicity(text))];
}

function hash(text: string): Name {
  return { kind: 'hashes', text: text.toLowerCase() };
}
