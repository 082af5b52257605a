import { uuid } from './corpus.ts';

/** Milliseconds since 1970 of the first sample event. */
export const NOON = Date.UTC(2026, 2, 1, 12);

export type Sample = {
  /** Decides the id; also kept in the event's data. */
  number: number;
  timestamp?: number;
  account?: { agency: string; customer: string };
  action?: string;
  contact?: string;
  data?: Record<string, unknown>;
};

/** A send of an e-mail: one second after the other unless a timestamp is given. */
export function execution({
  number,
  timestamp = NOON + number * 1000,
  account = { agency: 'DEMO', customer: '028' },
  action = '000PE4',
  contact = '000R4M0T',
  data = {},
}: Sample) {
  return {
    type: 'execution',
    id: uuid(number),
    timestamp,
    identity: { type: 'customer', ...account },
    source: {
      type: 'email',
      detail: {
        execution: {
          id: action,
          kind: 'message',
          recipient: { type: 'id', value: contact },
          data: { number, ...data },
          stamp: { time: timestamp, id: uuid(number), thread: uuid(number) },
        },
      },
    },
  };
}

/** A bounce of an e-mail that was activated at an earlier instant. */
export function bounce(number: number, activated: number, timestamp: number) {
  const { source, ...event } = execution({ number, timestamp });
  const { id, kind, recipient, stamp } = source.detail.execution;
  return {
    ...event,
    type: 'bounce',
    source: {
      type: 'email',
      detail: {
        activation: { id, kind, receiver: recipient, stamp: { ...stamp, time: activated } },
        bounce: {
          status: {
            type: 'async',
            code: { enhanced: '5.1.1' },
            diagnostic: 'unknown',
            mta: 'mx.example.com',
          },
          analysis: { verdict: 'hard', subject: { type: 'address' } },
        },
      },
    },
  };
}

/** So many sends, numbered from the first. */
export function executions(count: number, first = 0): ReturnType<typeof execution>[] {
  return Array.from({ length: count }, (_, index) => execution({ number: first + index }));
}

/** Events as the lines of NDJSON. */
export function lines(events: readonly unknown[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}
