import type { Execution, ExecutionsOrder } from '../actions/dispatch.ts';
import type { Footprint } from '../events/model/receiver.ts';

/** One message to one address. */
export type Message = {
  kind: 'message';
  /** Id of the action. */
  action: string;
  /** Whether it was asked for by itself or belongs to a campaign. */
  of: 'message' | 'campaign';
  execution: Execution;
  /** Segments whose contacts do not get it. */
  excluded?: readonly number[];
  /** Set on a copy: who gets it in place of the recipient. A copy has no events of its own. */
  copyTo?: Footprint;
};

/** The messages that an order asks for: those to the recipients first, then their copies. */
export function messagesOf({ action, executions }: ExecutionsOrder): Message[] {
  const messages = executions.map(
    (execution): Message => ({ kind: 'message', action, of: 'message', execution }),
  );
  const copies = messages.flatMap((message) =>
    (message.execution.copies ?? []).map(({ recipient }): Message => ({ ...message, copyTo: recipient })),
  );
  return [...messages, ...copies];
}
