import type { Query } from '../../events/log.ts';
import type { Event } from '../../events/model/event.ts';
import type { Receiver } from '../../events/model/receiver.ts';

/** A list of what became of the messages of one action, one line for each event. */
export type ActionExport = {
  /** What follows `/actions/{id}/export/`. */
  path: string;
  operationId: string;
  summary: string;
  query: Pick<Query, 'types' | 'subtype'>;
  /** Names of the columns that it has after those of all. */
  columns: readonly string[];
  /** What stands in them; undefined for an event that does not belong to the list. */
  cells: (event: Event) => readonly (string | number | undefined)[] | undefined;
};

/** What every line begins with. */
export const COMMON_COLUMNS = ['date', 'message', 'target', 'unicity', 'hash', 'address'] as const;

/** The exports of an action. Their paths are those that old clients call; the columns are ours. */
export const ACTION_EXPORTS: readonly ActionExport[] = [
  {
    path: 'recipients',
    operationId: 'exportRecipients',
    summary: 'Everyone whom a message of the action left for',
    query: { types: ['activation'] },
    columns: ['kind'],
    cells: (event) => (event.type === 'activation' ? [event.source.detail.activation.kind] : undefined),
  },
  {
    path: 'feedback/bounces',
    operationId: 'exportBounces',
    summary: 'The messages of the action that came back',
    query: { types: ['bounce'] },
    columns: ['verdict', 'subject', 'detail', 'status', 'diagnostic', 'mta'],
    cells: (event) => {
      if (event.type !== 'bounce') return undefined;
      const { status, analysis } = event.source.detail.bounce;
      const detail = 'detail' in analysis.subject ? analysis.subject.detail?.type : undefined;
      const code = status.code.enhanced ?? status.code.basic;
      return [analysis.verdict, analysis.subject.type, detail, code, status.diagnostic, status.mta];
    },
  },
  {
    path: 'feedback/complaints',
    operationId: 'exportComplaints',
    summary: 'The messages of the action that were complained of',
    query: { types: ['complaint'] },
    columns: ['type', 'reporter'],
    cells: (event) => {
      if (event.type !== 'complaint') return undefined;
      const { type, reporter } = event.source.detail.complaint;
      return [type, reporter];
    },
  },
  {
    path: 'feedback/unsubscribes',
    operationId: 'exportUnsubscribes',
    summary: 'The contacts that used the unsubscribe link of a message of the action',
    query: { types: ['hit'], subtype: 'unsubscribe' },
    columns: ['label'],
    cells: (event) => (event.type === 'hit' ? [event.source.detail.link.label] : undefined),
  },
  {
    path: 'tracking/clicks',
    operationId: 'exportClicks',
    summary: 'The links of the action that people followed; hits of robots are left out',
    query: { types: ['hit'], subtype: 'redirection' },
    columns: ['label', 'source', 'destination'],
    cells: (event) => {
      if (event.type !== 'hit') return undefined;
      const { label, source, destination } = event.source.detail.link;
      return [label, source, destination];
    },
  },
  {
    path: 'tracking/opens',
    operationId: 'exportOpens',
    summary: 'The messages of the action that people opened; hits of robots are left out',
    query: { types: ['hit'], subtype: 'open' },
    columns: [],
    cells: (event) => (event.type === 'hit' ? [] : undefined),
  },
];

/** One line of an export; undefined for an event that does not belong to it. */
export function rowOf({ cells }: ActionExport, event: Event): string[] | undefined {
  const { detail } = event.source;
  const own = cells(event);
  if (own === undefined || !('activation' in detail)) return undefined;
  const { receiver, stamp, recipient } = detail.activation;
  const { id, unicity, hash } = namesOf(receiver);
  const date = new Date(event.timestamp).toISOString();
  return [date, stamp.id, id, unicity, hash, recipient, ...own].map((cell) => String(cell ?? ''));
}

function namesOf(receiver: Receiver | undefined): { id?: string; unicity?: string; hash?: string } {
  if (receiver === undefined) return {};
  switch (receiver.type) {
    case 'footprint':
      return receiver;
    case 'contact':
      return namesOf(receiver.value);
    default:
      return { [receiver.type]: receiver.value };
  }
}
