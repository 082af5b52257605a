import type { Cancellation } from '../events/model/cancellation.ts';

/** Why sends are stopped before they leave, and how often. */
export const CANCELLATIONS: readonly { weight: number; cancellation: Cancellation }[] = [
  { weight: 30, cancellation: { type: 'redlisted target' } },
  {
    weight: 20,
    cancellation: { type: 'marketing pressure', rule: 'a67562eb-c56c-476d-aa0b-dd1d6977fb77' },
  },
  { weight: 18, cancellation: { type: 'bounced target' } },
  {
    weight: 10,
    cancellation: {
      type: 'user defined policy',
      value: {
        type: 'render',
        message: "the field 'first name' is empty and the message has no other greeting",
      },
    },
  },
  { weight: 10, cancellation: { type: 'excluded target' } },
  { weight: 8, cancellation: { type: 'empty address' } },
  { weight: 8, cancellation: { type: 'expired' } },
  {
    weight: 8,
    cancellation: { type: 'delivery failure', value: { attempts: 5, reason: 'no route to the provider' } },
  },
];
