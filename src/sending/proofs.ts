import { randomUUID, randomUUIDv7 } from 'node:crypto';
import type { Action } from '../actions/action.ts';
import type { ProofsOrder } from '../actions/dispatch.ts';
import type { ProofsResult } from '../actions/reporting.ts';
import { standing } from '../actions/standing.ts';
import type { ContactBook } from '../contacts/book.ts';
import type { Footprint } from '../events/model/receiver.ts';
import type { Outcome } from './dispatcher.ts';
import type { Send } from './send.ts';

/** One proof: for whom it is rendered, where it goes, and which part alone it has. */
export type Proof = {
  order: ProofsOrder;
  /** Absent when it is for nobody in particular. */
  recipient?: Footprint;
  /** Absent: the address of the contact. */
  address?: string;
  part?: 'html' | 'text';
  stamp: { time: number; id: string; thread: string };
};

/** Failed: it did not leave, as no server took it. Broken: why its content cannot be rendered, or is no message. */
export type ProofOutcome = 'fine' | 'failed' | { broken: string };

export type ProofsParts = {
  contacts: Pick<ContactBook, 'members'>;
  action(id: string): Promise<Action | undefined>;
  send(proof: Proof): Promise<ProofOutcome>;
  /** Writes how the test went. */
  report(order: ProofsOrder, result: ProofsResult): Promise<void>;
  now(): number;
};

/** Test segments are small; of one that is not, the first contacts get proofs. */
const MOST_PROOFS = 200;

const SOON = 500;
const MINUTE = 60_000;

const DONE: Outcome = { type: 'ended', events: [] };

/**
 * Sends the proofs of an action that is being tested. They are for its makers: they have no events, and one that is lost
 * or comes twice, when the server is killed, harms nobody.
 */
export class Proofs {
  readonly #parts: ProofsParts;

  constructor(parts: ProofsParts) {
    this.#parts = parts;
  }

  async attempt(order: ProofsOrder, { due }: Send): Promise<Outcome> {
    const { action, now, send, report } = this.#parts;
    const stands = standing(order, await action(order.action));
    if (stands === 'void') return DONE;
    // Whoever asked for them was killed, or it will be written in a moment.
    if (stands === 'early') return now() - due > MINUTE ? DONE : { type: 'again', due: now() + SOON };
    const outcomes: ProofOutcome[] = [];
    for (const proof of this.#proofsOf(order)) outcomes.push(await send(proof));
    await report(order, resultOf(outcomes));
    return DONE;
  }

  *#proofsOf(order: ProofsOrder): Generator<Proof> {
    const parts = order.separately ? (['html', 'text'] as const) : [undefined];
    const { address } = order;
    for (const recipient of this.#recipientsOf(order)) {
      for (const part of parts) {
        yield {
          order,
          ...(recipient && { recipient }),
          ...(address !== undefined && { address }),
          ...(part && { part }),
          stamp: { time: this.#parts.now(), id: randomUUIDv7(), thread: randomUUID() },
        };
      }
    }
  }

  #recipientsOf({ segments }: ProofsOrder): (Footprint | undefined)[] {
    const members = segments.flatMap((segment) => this.#parts.contacts.members(segment, '', MOST_PROOFS));
    const each = new Map(members.map((member) => [member.id, member]));
    return each.size === 0 ? [undefined] : [...each.values()].slice(0, MOST_PROOFS);
  }
}

/** Of several that are broken the first is told. */
function resultOf(outcomes: readonly ProofOutcome[]): ProofsResult {
  const broken = outcomes.find((outcome) => typeof outcome === 'object');
  return broken ?? (outcomes.includes('failed') ? 'test failed' : 'test passed');
}
