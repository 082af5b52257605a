import type { Waiting } from '../contacts/outbox.ts';
import { Relay } from '../contacts/relay.ts';
import type { AskedThread } from './asked-thread.ts';

/** Where events go that files of accounts leave behind. */
export type EventOutlet = {
  /** Publishes events of an account durably; those that are published already do nothing. */
  publish: (account: string, events: readonly Waiting[]) => Promise<void>;
  /** Told when events could not be published; they wait. */
  report: (account: string, error: unknown) => void;
};

/** Brings the events of an account's file to the log: those that the thread hands over, and forgets there once they are published. */
export function relayOf<Work, Outcome, Answer>(
  thread: AskedThread<Work, Outcome, Answer>,
  { file, account }: { file: string; account: string },
  { publish, report }: EventOutlet,
): Relay {
  const relay = new Relay({
    publish: (events) => publish(account, events),
    forget: (upTo) => thread.forget(file, upTo),
    report: (error) => report(account, error),
  });
  thread.deliverTo(file, (events) => {
    relay.take(events);
    return relay.isCrowded ? relay.settled() : undefined;
  });
  return relay;
}
