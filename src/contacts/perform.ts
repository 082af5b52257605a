import type { Change } from './change.ts';
import { changeContact, createContact, deleteContact, upsertContact } from './changes/changing-contacts.ts';
import { changeField, createField, deleteField } from './changes/changing-fields.ts';
import { addMembers, emptySegment, joinSegment, leaveSegment } from './changes/changing-members.ts';
import { changeSegment, createSegment, deleteSegment } from './changes/changing-segments.ts';
import {
  addListedValue,
  changeListedValue,
  changeValueList,
  createValueList,
  deleteListedValue,
  deleteValueList,
} from './changes/changing-value-lists.ts';
import { deleteMembers, deleteNamed } from './changes/deleting-contacts.ts';
import { noteBounce, redListContact } from './changes/marking-contacts.ts';
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
    case 'create-contact':
      return createContact(desk, change.values);
    case 'upsert-contact':
      return upsertContact(desk, change.values, change.unicity);
    case 'change-contact':
      return changeContact(desk, change.id, change.values);
    case 'delete-contact':
      return deleteContact(desk, change.id);
    case 'delete-named-contacts':
      return deleteNamed(desk, change.by, change.names);
    case 'delete-members':
      return deleteMembers(desk, change.segment, change.most);
    case 'red-list-contact':
      return redListContact(desk, change.id, change.medium, change.draft);
    case 'note-bounce':
      return noteBounce(desk, change.id, change.note);
    case 'create-segment':
      return createSegment(desk, change.draft);
    case 'change-segment':
      return changeSegment(desk, change.id, change.draft);
    case 'delete-segment':
      return deleteSegment(desk, change.id);
    case 'empty-segment':
      return emptySegment(desk, change.id);
    case 'add-members':
      return addMembers(desk, change.segment, change.by, change.names);
    case 'join-segment':
      return joinSegment(desk, change.contact, change.segment);
    case 'leave-segment':
      return leaveSegment(desk, change.contact, change.segment);
  }
}
