import Type, { type Static } from 'typebox';
import { event } from './envelope.ts';
import { MessageExecution, NotificationExecution } from './execution.ts';
import { Uuid } from './scalars.ts';

const UserDefinedPolicy = Type.Object({
  type: Type.Literal('user defined policy'),
  value: Type.Union([
    Type.Object({
      type: Type.Literal('render'),
      message: Type.String({ description: 'Why it could not be rendered' }),
    }),
  ]),
});
const RedlistedTarget = Type.Object({ type: Type.Literal('redlisted target') });
const MarketingPressure = Type.Object({ type: Type.Literal('marketing pressure'), rule: Uuid });

// The reference shows the three above. The rest are Chappe's own, in the same style.
const BouncedTarget = Type.Object({ type: Type.Literal('bounced target') });
const EmptyAddress = Type.Object({ type: Type.Literal('empty address') });
const ExcludedTarget = Type.Object({ type: Type.Literal('excluded target') });
const Expired = Type.Object({ type: Type.Literal('expired') });
const DeliveryFailure = Type.Object({
  type: Type.Literal('delivery failure'),
  value: Type.Unknown({ description: 'What failed' }),
});

/** Why a send was stopped before it left. */
export const Cancellation = Type.Union([
  UserDefinedPolicy,
  RedlistedTarget,
  MarketingPressure,
  BouncedTarget,
  EmptyAddress,
  ExcludedTarget,
  Expired,
  DeliveryFailure,
]);
export type Cancellation = Static<typeof Cancellation>;

const messageDetail = Type.Object({ execution: MessageExecution, cancellation: Cancellation });

/** `cancellation`: the send was stopped before it left. */
export const CancellationEvent = {
  email: event('cancellation', 'email', messageDetail),
  sms: event('cancellation', 'sms', messageDetail),
  notification: event(
    'cancellation',
    'notification',
    Type.Object({ execution: NotificationExecution, cancellation: Cancellation }),
  ),
};
export type CancellationEvent = Static<(typeof CancellationEvent)[keyof typeof CancellationEvent]>;
