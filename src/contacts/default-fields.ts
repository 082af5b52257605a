import type { Field } from './field.ts';

/** The fields that a new account has. */
export const DEFAULT_FIELDS: readonly Omit<Field, 'id'>[] = [
  { type: 'email', name: 'Email', isUnicity: true, isMandatory: true, isCriterion: false },
  { type: 'phone', name: 'Phone', isUnicity: false, isMandatory: false, isCriterion: false },
  { type: 'textField', name: 'FirstName', isUnicity: false, isMandatory: false, isCriterion: false },
  { type: 'textField', name: 'LastName', isUnicity: false, isMandatory: false, isCriterion: false },
  { type: 'textField', name: 'Language', isUnicity: false, isMandatory: false, isCriterion: false },
];
