import Type, { type Static } from 'typebox';
import { NumericId } from '../contacts/field.ts';

/** How a text message is sent. */
export const SmsSettings = Type.Object({
  field: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 2_147_483_647,
      description: 'The field of contacts that holds the number',
    }),
  ),
  smsFormat: NumericId,
  smsType: NumericId,
  countries: Type.Array(Type.String(), { description: 'ISO 3166, three letters' }),
});
export type SmsSettings = Static<typeof SmsSettings>;

/** What a text message says. */
export const SmsContent = Type.Object({ textContent: Type.Union([Type.String(), Type.Null()]) });
export type SmsContent = Static<typeof SmsContent>;
