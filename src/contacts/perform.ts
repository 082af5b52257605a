import type { Change } from './change.ts';
import { changeField, createField, deleteField } from './changes/changing-fields.ts';
import {
  addListedValue,
  changeListedValue,
  changeValueList,
  createValueList,
  deleteListedValue,
  deleteValueList,
} from './changes/changing-value-lists.ts';
import type { Desk } from './records.ts';

/**
 * Makes a change and gives what there is to answer; undefined when there is nothing.
 *
 * @throws Refusal when it cannot be made; what was written until then must be taken back.
 */
export function perform(desk: Desk, change: Change): unknown {
  switch (change.do) {
    case 'create-field':
      return createField(desk, change.draft);
    case 'change-field':
      return changeField(desk, change.id, change.draft);
    case 'delete-field':
      return deleteField(desk, change.id);
    case 'create-value-list':
      return createValueList(desk, change.draft);
    case 'change-value-list':
      return changeValueList(desk, change.id, change.draft);
    case 'delete-value-list':
      return deleteValueList(desk, change.id);
    case 'add-listed-value':
      return addListedValue(desk, change.list, change.draft);
    case 'change-listed-value':
      return changeListedValue(desk, change.list, change.index, change.draft);
    case 'delete-listed-value':
      return deleteListedValue(desk, change.list, change.index);
  }
}
