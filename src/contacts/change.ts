import type { FieldDraft } from './field.ts';
import type { ListedValueDraft, ValueListDraft } from './value-list.ts';

/** Everything that can be asked of the one who writes an account's contacts. */
export type Change =
  | { do: 'create-field'; draft: FieldDraft }
  | { do: 'change-field'; id: number; draft: FieldDraft }
  | { do: 'delete-field'; id: number }
  | { do: 'create-value-list'; draft: ValueListDraft }
  | { do: 'change-value-list'; id: number; draft: ValueListDraft }
  | { do: 'delete-value-list'; id: number }
  | { do: 'add-listed-value'; list: number; draft: ListedValueDraft }
  | { do: 'change-listed-value'; list: number; index: number; draft: ListedValueDraft }
  | { do: 'delete-listed-value'; list: number; index: number };
