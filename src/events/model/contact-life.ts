import Type, { type Static } from 'typebox';
import { event } from './envelope.ts';
import { Footprint } from './receiver.ts';

const detail = Type.Object({
  contact: Footprint,
  fields: Type.Optional(
    Type.Array(Type.Union([Type.Integer(), Type.String()]), {
      description: 'Ids of the fields that changed',
    }),
  ),
  origin: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 9,
      description: 'What caused the change; the same codes as the red list',
    }),
  ),
});

/** `creation`: a contact came to be. */
export const CreationEvent = { contact: event('creation', 'contact', detail) };
export type CreationEvent = Static<(typeof CreationEvent)['contact']>;

/** `modification`: fields of a contact changed. */
export const ModificationEvent = { contact: event('modification', 'contact', detail) };
export type ModificationEvent = Static<(typeof ModificationEvent)['contact']>;

/** `suppression`: a contact was deleted. */
export const SuppressionEvent = { contact: event('suppression', 'contact', detail) };
export type SuppressionEvent = Static<(typeof SuppressionEvent)['contact']>;
