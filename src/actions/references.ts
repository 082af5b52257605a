import type { Field, FieldType } from '../contacts/field.ts';
import { invalidContent, Refusal } from '../contacts/refusal.ts';
import type { ActionDesk } from './desk.ts';

/** The number of the category that every account keeps. */
const DEFAULT_CATEGORY = 1;
/** There are no folders here: their numbers are kept as they are given. */
const DEFAULT_FOLDER = 1;

/** Clients that leave the choice to the account say so by nothing, by null, or by 0. */
export function folderOf(given: number | null | undefined, before?: number): number {
  return given || (before ?? DEFAULT_FOLDER);
}

/** @throws Refusal when the account has no such category. An action keeps its own though it be deleted. */
export async function categoryOf(
  desk: Pick<ActionDesk, 'categories'>,
  given: number | null | undefined,
  before?: number,
): Promise<number> {
  const id = given || (before ?? DEFAULT_CATEGORY);
  if (id === before || id === DEFAULT_CATEGORY) return id;
  try {
    await desk.categories.find(id);
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'not-found')
      throw unknownReference('/informations/category', 'category', id);
    throw error;
  }
  return id;
}

/**
 * The field that holds the addresses: the one that was named, else the first of the type.
 *
 * @throws Refusal when the account has no such field, or it holds something else.
 */
export function fieldOf(
  desk: Pick<ActionDesk, 'contacts'>,
  type: Extract<FieldType, 'email' | 'phone'>,
  given: number | null | undefined,
  before?: number,
): { field?: number } {
  const id = given ?? before;
  const fields: readonly Field[] = desk.contacts.fields();
  if (id === undefined) {
    const first = fields.find((field) => field.type === type);
    return first === undefined ? {} : { field: first.id };
  }
  if (id === before) return { field: id };
  const named = fields.find((field) => field.id === id);
  if (named === undefined) throw unknownReference('/settings/field', 'field', id);
  if (named.type !== type) {
    throw invalidContent(
      '/settings/field',
      `must name a field of type '${type}'; '${named.name}' is of type '${named.type}'`,
    );
  }
  return { field: id };
}

/** @throws Refusal when the account has no sender of this number; 0 is the default one. */
export async function requireProfile(
  { senders }: Pick<ActionDesk, 'senders'>,
  number: number | null | undefined,
): Promise<void> {
  if (!number || senders === undefined || (await senders.hasProfile(number))) return;
  throw unknownReference('/settings/sendingProfile', 'sender', number);
}

/** @throws Refusal when the account may not send from the domain. */
export async function requireDomain(
  { senders }: Pick<ActionDesk, 'senders'>,
  domain: string | undefined,
  pointer: string,
): Promise<void> {
  if (domain === undefined || senders === undefined || (await senders.domain(domain)) !== undefined) return;
  throw unknownReference(pointer, 'domain', domain);
}

/** @throws Refusal when the account lacks one of the segments. */
export function requireSegments(
  desk: Pick<ActionDesk, 'contacts'>,
  ids: readonly number[],
  pointer: string,
): void {
  const known = new Set(desk.contacts.segments().map(({ segment }) => segment.id));
  for (const [index, id] of ids.entries()) {
    if (!known.has(id)) throw unknownReference(`${pointer}/${index}`, 'segment', id);
  }
}

/** Something that was named does not exist. */
export function unknownReference(pointer: string, what: string, id: number | string): Refusal {
  return new Refusal('unknown-reference', `the account has no ${what} ${id}`, [
    { pointer, message: `names no ${what} of the account` },
  ]);
}
