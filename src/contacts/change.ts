import type { BounceNote } from './changes/marking-contacts.ts';
import type { FieldDraft } from './field.ts';
import type { GivenValues } from './given-values.ts';
import type { Medium, RedListDraft } from './red-list.ts';
import type { SegmentDraft } from './segment.ts';
import type { ListedValueDraft, ValueListDraft } from './value-list.ts';

type FieldChange =
  | { do: 'create-field'; draft: FieldDraft }
  | { do: 'change-field'; id: number; draft: FieldDraft }
  | { do: 'delete-field'; id: number };

type ValueListChange =
  | { do: 'create-value-list'; draft: ValueListDraft }
  | { do: 'change-value-list'; id: number; draft: ValueListDraft }
  | { do: 'delete-value-list'; id: number }
  | { do: 'add-listed-value'; list: number; draft: ListedValueDraft }
  | { do: 'change-listed-value'; list: number; index: number; draft: ListedValueDraft }
  | { do: 'delete-listed-value'; list: number; index: number };

/** Ids of contacts are as callers write them. */
type ContactChange =
  | { do: 'create-contact'; values: GivenValues }
  | { do: 'upsert-contact'; values: GivenValues; unicity?: string }
  | { do: 'change-contact'; id: string; values: GivenValues }
  | { do: 'delete-contact'; id: string }
  | { do: 'delete-named-contacts'; by: 'unicity' | 'id'; names: readonly string[] }
  | { do: 'delete-members'; segment: number; most: number }
  | { do: 'red-list-contact'; id: string; medium: Medium; draft: RedListDraft }
  | { do: 'note-bounce'; id: string; note: BounceNote };

type SegmentChange =
  | { do: 'create-segment'; draft: SegmentDraft }
  | { do: 'change-segment'; id: number; draft: SegmentDraft }
  | { do: 'delete-segment'; id: number }
  | { do: 'empty-segment'; id: number }
  | { do: 'add-members'; segment: number; by: 'unicity' | 'id'; names: readonly string[] }
  | { do: 'join-segment'; contact: string; segment: number }
  | { do: 'leave-segment'; contact: string; segment: number };

/** Everything that can be asked of the one who writes an account's contacts. */
export type Change = FieldChange | ValueListChange | ContactChange | SegmentChange;
