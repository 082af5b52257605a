import { eachEvent } from '../events/each-event.ts';
import type { EventLog, Query } from '../events/log.ts';
import type { ActivationEvent } from '../events/model/activation.ts';
import type { BounceEvent } from '../events/model/bounce.ts';
import type { Event } from '../events/model/event.ts';
import type { SignedAddress } from './signed-address.ts';

/** The activation of a message, as its events name it. */
export type Activation = Extract<
  ActivationEvent,
  { source: { type: 'email' } }
>['source']['detail']['activation'];

/** How long after a message was made a mail server may have taken to say that it has it, in milliseconds. */
const LONGEST_DELIVERY = 3_600_000;

/** How long a message may have waited before it was made, in milliseconds. */
const LONGEST_QUEUE = 7 * 24 * 3_600_000;

/** The precision of the time in an address, in milliseconds. */
const QUARTER = 900_000;

/** What happened before to the contacts of an account, as far as what comes back asks for it. */
export class History {
  readonly #log: Pick<EventLog, 'read' | 'head'>;

  constructor(log: Pick<EventLog, 'read' | 'head'>) {
    this.#log = log;
  }

  /** The activation that an address tells of; undefined when the log does not have it, or not yet. */
  async activation({ contact, stamp, madeAt }: SignedAddress): Promise<Activation | undefined> {
    const found = this.#read({
      scope: { of: 'contact', id: contact },
      types: ['activation'],
      start: madeAt,
      end: madeAt + QUARTER + LONGEST_DELIVERY,
    });
    for await (const event of found) {
      if (event.type !== 'activation' || event.source.type !== 'email') continue;
      const { activation } = event.source.detail;
      if (activation.stamp.id.toLowerCase() === stamp) return activation;
    }
    return undefined;
  }

  /** What an execution gave the template of a message that was made at an instant; undefined when it gave nothing. */
  async executedData(
    contact: string,
    stamp: string,
    madeAt: number,
  ): Promise<Record<string, unknown> | undefined> {
    const found = this.#read({
      scope: { of: 'contact', id: contact },
      types: ['execution'],
      start: madeAt - LONGEST_QUEUE,
      end: madeAt + 1,
    });
    for await (const event of found) {
      if (event.type !== 'execution' || event.source.type !== 'email') continue;
      const { execution } = event.source.detail;
      if (execution.stamp.id === stamp) return execution.data;
    }
    return undefined;
  }

  /** The bounces of a contact's messages since an instant. */
  async *bounces(contact: string, since: number): AsyncGenerator<BounceEvent> {
    const found = this.#read({ scope: { of: 'contact', id: contact }, types: ['bounce'], start: since });
    for await (const event of found) if (event.type === 'bounce') yield event;
  }

  #read(query: Pick<Query, 'scope' | 'types' | 'start' | 'end'>): AsyncGenerator<Event> {
    return eachEvent(this.#log, { ...query, robots: 'hidden', after: 0, upTo: this.#log.head() });
  }
}
