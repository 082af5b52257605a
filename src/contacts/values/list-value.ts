import { foldValue, type ValueList } from '../value-list.ts';

/** The values of lists by the form in which they are compared. Lists are not changed in place. */
const FOLDED = new WeakMap<ValueList, ReadonlyMap<string, string>>();

/** The value of a list that a text stands for, as the list spells it. */
export function readListed(list: ValueList, text: string): string | undefined {
  let folded = FOLDED.get(list);
  if (folded === undefined) {
    folded = new Map(list.values.map(({ value }) => [foldValue(value), value]));
    FOLDED.set(list, folded);
  }
  return folded.get(foldValue(text.trim()));
}
