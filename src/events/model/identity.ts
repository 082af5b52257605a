import Type, { type Static } from 'typebox';

/** The account that an event belongs to. `customer` is a string: its leading zeros count. */
export const Identity = Type.Object(
  {
    type: Type.Literal('customer'),
    agency: Type.String({
      minLength: 1,
      description: 'Agency, the part of the account name before the slash',
    }),
    customer: Type.String({
      minLength: 1,
      description: 'Customer, the part of the account name after the slash',
    }),
  },
  { description: 'Owner of the event' },
);
export type Identity = Static<typeof Identity>;
