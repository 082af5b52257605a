import type { MailAction } from '../actions/action.ts';
import type { Field } from '../contacts/field.ts';

/** The field with the addresses that an action writes to: the one that it names, or the first that holds any. */
export function addressField(
  { settings }: Pick<MailAction, 'settings'>,
  fields: readonly Field[],
): number | undefined {
  return settings.field ?? fields.find(({ type }) => type === 'email')?.id;
}
