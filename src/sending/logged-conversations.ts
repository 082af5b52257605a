import type { Conversation, Conversations } from '../actions/conversation.ts';
import { contactIdOf } from '../events/contact-id-of.ts';
import { eachEvent, eventIn } from '../events/each-event.ts';
import type { EventLog } from '../events/log.ts';
import type { Event } from '../events/model/event.ts';
import { executionIdOf } from './execution-id.ts';

type Log = Pick<EventLog, 'get' | 'read' | 'head'>;

/** What the log tells of single messages. */
export class LoggedConversations implements Conversations {
  readonly #log: Log;
  readonly #settled: () => Promise<void>;

  /** @param settled waits for the events of messages that were accepted before. */
  constructor(log: Log, settled: () => Promise<void>) {
    this.#log = log;
    this.#settled = settled;
  }

  async find(id: string): Promise<Conversation | undefined> {
    await this.#settled();
    const text = this.#log.get(executionIdOf(id));
    const [asked] = text === undefined ? [] : eventIn(text);
    if (asked?.type !== 'execution' || asked.source.type === 'notification') return undefined;
    const { execution } = asked.source.detail;
    const contact = contactIdOf(execution.recipient);
    if (contact === undefined) return undefined;
    const events: Conversation['events'] = [];
    for await (const event of this.#eventsOf(contact, asked.timestamp)) {
      const { stamp, recipient } = messageOf(event) ?? {};
      const type = TYPES.get(event.type);
      if (type === undefined || stamp?.id !== execution.stamp.id) continue;
      events.push({
        type,
        ...(type === 'received' && { origin: 'smtp' }),
        date: new Date(event.timestamp).toISOString(),
        ...(type === 'received' && recipient !== undefined && { recipient }),
      });
    }
    return {
      type: 'message',
      media: asked.source.type === 'sms' ? 'sms' : 'mail',
      id: execution.stamp.id,
      actionId: execution.id,
      target: contact,
      events,
    };
  }

  #eventsOf(contact: string, start: number): AsyncGenerator<Event> {
    return eachEvent(this.#log, {
      scope: { of: 'contact', id: contact },
      types: ['execution', 'cancellation', 'activation', 'bounce'],
      robots: 'hidden',
      start,
      after: 0,
      upTo: this.#log.head(),
      sort: 'asc',
    });
  }
}

const TYPES: ReadonlyMap<Event['type'], Conversation['events'][number]['type']> = new Map([
  ['execution', 'requested'],
  ['cancellation', 'canceled'],
  ['activation', 'received'],
  ['bounce', 'bounced'],
]);

/** The message that an event is about, and the address that it went to. */
function messageOf({ source: { detail } }: Event): { stamp: { id: string }; recipient?: string } | undefined {
  if ('activation' in detail) return detail.activation;
  return 'execution' in detail ? { stamp: detail.execution.stamp } : undefined;
}
