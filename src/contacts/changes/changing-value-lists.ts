import { readName, requireRoom } from '../name.ts';
import type { Desk } from '../records.ts';
import { invalidContent, Refusal } from '../refusal.ts';
import {
  foldValue,
  type ListedValue,
  type ListedValueDraft,
  shown,
  type ValueList,
  type ValueListDraft,
} from '../value-list.ts';

/** How many values a list has at most. */
const MOST_VALUES = 10_000;
const HIGHEST_INDEX = 2_147_483_647;

/** @throws Refusal */
export function createValueList(desk: Desk, draft: ValueListDraft): ValueList {
  const list = defineList(desk, draft);
  requireRoom(desk.valueLists.all(), 'value lists');
  return shown(desk.valueLists.insert(list));
}

/** @throws Refusal */
export function changeValueList(desk: Desk, id: number, draft: ValueListDraft): ValueList {
  const list = { id, ...defineList(desk, draft, requireValueList(desk.valueLists.all(), id)) };
  desk.valueLists.replace(list);
  return shown(list);
}

/** @throws Refusal while a field takes its values from it. */
export function deleteValueList(desk: Desk, id: number): void {
  const list = requireValueList(desk.valueLists.all(), id);
  const user = desk.fields.all().find(({ valueListId }) => valueListId === id);
  if (user !== undefined) {
    throw new Refusal(
      'conflict',
      `the field '${user.name}' takes its values from the list '${list.name}'; change or delete that field first`,
    );
  }
  desk.valueLists.delete(id);
}

/**
 * Adds a value at an index. What stands there already, and after it without a gap, moves up by one: old clients
 * always say 0.
 *
 * @throws Refusal
 */
export function addListedValue(desk: Desk, id: number, { index, value }: ListedValueDraft): ValueList {
  const list = requireValueList(desk.valueLists.all(), id);
  const at = index ?? nextIndex(list.values);
  return keep(desk, { ...list, values: insertAt(list.values, { index: at, value: value.trim() }) });
}

/** @throws Refusal */
export function changeListedValue(
  desk: Desk,
  id: number,
  at: number,
  { index, value }: ListedValueDraft,
): ValueList {
  const list = requireValueList(desk.valueLists.all(), id);
  const others = withoutIndex(list, at);
  return keep(desk, { ...list, values: insertAt(others, { index: index ?? at, value: value.trim() }) });
}

/** @throws Refusal */
export function deleteListedValue(desk: Desk, id: number, at: number): ValueList {
  const list = requireValueList(desk.valueLists.all(), id);
  return keep(desk, { ...list, values: withoutIndex(list, at) });
}

/** @throws Refusal when the account has no such list. */
export function requireValueList(lists: readonly ValueList[], id: number): ValueList {
  const list = lists.find((each) => each.id === id);
  if (list === undefined) throw new Refusal('not-found', `the account has no value list ${id}`);
  return list;
}

function defineList(desk: Desk, draft: ValueListDraft, before?: ValueList): Omit<ValueList, 'id'> {
  const name = readName(draft.name ?? before?.name);
  const other = desk.valueLists.findNamed(name);
  if (other !== undefined && other.id !== before?.id) {
    throw new Refusal(
      'already-exists',
      `value list ${other.id} is named '${other.name}'; names may not differ only in case: choose another`,
    );
  }
  const values = draft.values === undefined ? (before?.values ?? []) : numbered(draft.values);
  refuseRepeated(values);
  return { name, ordered: draft.ordered ?? before?.ordered ?? false, values };
}

function keep(desk: Desk, list: ValueList): ValueList {
  refuseRepeated(list.values);
  desk.valueLists.replace(list);
  return shown(list);
}

/** Values without an index follow the one before. */
function numbered(drafts: readonly ListedValueDraft[]): ListedValue[] {
  let next = 1;
  return drafts.map(({ index, value }) => {
    const at = index ?? next;
    next = at + 1;
    return { index: at, value: value.trim() };
  });
}

function refuseRepeated(values: readonly ListedValue[]): void {
  if (values.length > MOST_VALUES) throw invalidContent('/values', `may have ${MOST_VALUES} values at most`);
  const indexes = new Set<number>();
  const folded = new Set<string>();
  for (const [place, { index, value }] of values.entries()) {
    if (value === '' || !value.isWellFormed())
      throw invalidContent(`/values/${place}/value`, 'must be a text');
    if (index > HIGHEST_INDEX)
      throw invalidContent(`/values/${place}/index`, `may be ${HIGHEST_INDEX} at most`);
    if (indexes.has(index)) throw invalidContent(`/values/${place}/index`, `repeats the index ${index}`);
    if (folded.has(foldValue(value))) {
      throw new Refusal('already-exists', `the list has the value '${value}' already; case does not count`, [
        { pointer: `/values/${place}/value`, message: 'is in the list already' },
      ]);
    }
    indexes.add(index);
    folded.add(foldValue(value));
  }
}

function withoutIndex(list: ValueList, at: number): ListedValue[] {
  const others = list.values.filter(({ index }) => index !== at);
  if (others.length < list.values.length) return others;
  throw new Refusal('not-found', `the value list ${list.id} has no value at the index ${at}`);
}

function nextIndex(values: readonly ListedValue[]): number {
  return values.reduce((next, { index }) => Math.max(next, index + 1), 1);
}

function insertAt(values: readonly ListedValue[], added: ListedValue): ListedValue[] {
  const moved: ListedValue[] = [];
  let taken = added.index;
  for (const value of values.toSorted((a, b) => a.index - b.index)) {
    const isMoved = value.index === taken;
    if (isMoved) taken += 1;
    moved.push(isMoved ? { ...value, index: taken } : value);
  }
  return [...moved, added];
}
