import type { FastifyRequest } from 'fastify';
import type { Target } from '../contacts/contact.ts';
import type { Field } from '../contacts/field.ts';
import { foldName } from '../contacts/name.ts';
import { readWhole } from './request-body.ts';

/** No account has so many fields that naming all of them takes more. */
const MOST_BYTES = 262_144;

/** The fields that a reader wants, by id or by folded name; undefined for all. */
export type FieldFilter = ReadonlySet<string> | undefined;

/**
 * Reads which fields of a contact are wanted. The reference has this in the body of a GET: an array of ids or names, or
 * these separated by commas. Other bodies, which some clients send with each request, say nothing.
 */
export async function readFieldFilter({ raw }: FastifyRequest): Promise<FieldFilter> {
  const { 'content-length': length, 'transfer-encoding': coding } = raw.headers;
  if (coding === undefined && (length === undefined || length === '0')) return undefined;
  const text = await readWhole(raw, MOST_BYTES, `a list of fields may have ${MOST_BYTES} bytes`);
  const names = namesIn(text)
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names.length === 0 ? undefined : new Set(names.map(folded));
}

/** The contact with those of its values that are wanted. */
export function withFields(target: Target, filter: FieldFilter, fields: readonly Field[]): Target {
  if (filter === undefined) return target;
  const wanted = fields.filter(({ id, name }) => filter.has(String(id)) || filter.has(foldName(name)));
  const ids = new Set(wanted.map(({ id }) => String(id)));
  return {
    ...target,
    fields: Object.fromEntries(Object.entries(target.fields).filter(([id]) => ids.has(id))),
  };
}

function namesIn(text: string): string[] {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && !Array.isArray(value)) return [];
    return (Array.isArray(value) ? value : [value]).flatMap((name) => String(name).split(','));
  } catch {
    return text.split(',');
  }
}

/** Ids with leading zeros are the same ids. */
function folded(name: string): string {
  return /^\d+$/.test(name) ? String(Number(name)) : foldName(name);
}
