import type { ContactBook } from '../contacts/book.ts';
import type { EventLog, Scope } from '../events/log.ts';
import { type QueryString, single } from './query-string.ts';

export type ContactScope = Extract<Scope, { of: 'contact' | 'hash' }>;

export function isContactScope(scope: Scope): scope is ContactScope {
  return scope.of === 'contact' || scope.of === 'hash';
}

/**
 * The contact that a request means, as the log names it; undefined when neither the log nor the account knows it. An
 * address may be written in another case than the contact's, and a contact that is kept is known though none of its
 * events is there any more.
 */
export async function findContactScope(
  scope: ContactScope,
  query: QueryString,
  log: Pick<EventLog, 'has'>,
  book: ContactBook,
): Promise<ContactScope | undefined> {
  // Whoever changed a contact finds the event of that change.
  await book.settled();
  if (log.has(scope)) return scope;
  if (scope.of === 'contact') {
    const target = book.find({ by: 'id', text: scope.id });
    return target && { of: 'contact', id: target.id };
  }
  const unicity = single(query, 'unicity');
  const hash = unicity === undefined ? scope.hash : book.hashOf(unicity);
  const other: ContactScope = { of: 'hash', hash };
  return log.has(other) || book.find({ by: 'hash', text: hash }) !== undefined ? other : undefined;
}
