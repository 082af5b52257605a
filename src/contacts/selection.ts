import Type, { type Static } from 'typebox';
import { invalidContent } from './refusal.ts';

const MOST_NAMES = 50_000;

const Name = Type.Union([Type.String(), Type.Integer()]);

/** Which contacts are meant, as callers say it: samples nest each name in an array of its own, or do not. */
export const SelectionDraft = Type.Object({
  type: Type.Enum(['unicity', 'id', 'segment']),
  value: Type.Union([Name, Type.Array(Type.Union([Name, Type.Array(Name)]), { maxItems: MOST_NAMES })], {
    description: 'One or more unicities, ids of contacts, or ids of segments',
  }),
});
export type SelectionDraft = Static<typeof SelectionDraft>;

/** Which contacts are meant. */
export type Selection =
  | { by: 'unicity' | 'id'; names: readonly string[] }
  | { by: 'segment'; segments: readonly number[] };

/** @throws Refusal */
export function readSelection({ type, value }: SelectionDraft): Selection {
  const given = Array.isArray(value) ? value : [value];
  // The values of several unicity fields are joined; ids are one to an array, or many.
  const names =
    type === 'unicity'
      ? given.map((each) => (Array.isArray(each) ? each.join('') : String(each)))
      : given.flat().map(String);
  if (names.length === 0) throw invalidContent('/value', 'must name at least one');
  if (type !== 'segment') return { by: type, names };
  const segments = names.map(Number);
  if (!names.every((name) => /^\d{1,10}$/.test(name))) {
    throw invalidContent('/value', 'must hold ids of segments, which are whole numbers');
  }
  return { by: 'segment', segments };
}
