import { REFERENCE_EVENTS } from '../../src/demo/reference-events.ts';
import { EXAMPLE_EVENTS } from '../../src/events/model/examples.ts';
import { EVENT_VARIANTS } from '../fixtures/event-variants.ts';
import { withAt } from '../fixtures/json-pointer.ts';
import { ACTIVATIONS, eventWith, STAMP } from '../fixtures/variants/envelope.ts';

/** A uuid that a number decides. */
export function uuid(number: number): string {
  return `c0ffee00-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}

/** Ids of one kind that are also ids of another: a feed that looks in the wrong place finds these. */
const LOOKALIKES: unknown[] = [
  eventWith('activation', 'email', { activation: { ...ACTIVATIONS.email, id: '156' } }),
  eventWith('activation', 'sms', { activation: { ...ACTIVATIONS.sms, id: 'spring-2026' } }),
  eventWith('activation', 'display', {
    activation: { id: '000PE4', campaign: '000PF1', receiver: { type: 'id', value: '000PE4' }, stamp: STAMP },
  }),
  eventWith('impression', 'display', {
    activation: { id: 'spring-2026', campaign: 'home-banner-2', stamp: STAMP },
  }),
  eventWith('activation', 'notification', {
    activation: { ...ACTIVATIONS.notification, id: 0, receiver: { type: 'id', value: '156' } },
  }),
];

/** Every event of the reference, every example and every variant, each with an id of its own. */
export const CORPUS: readonly unknown[] = distinct([
  ...REFERENCE_EVENTS,
  ...EXAMPLE_EVENTS,
  ...EVENT_VARIANTS.slice(EXAMPLE_EVENTS.length).map(({ event }) => event),
  ...LOOKALIKES,
]);

/** Events whose id came before get another: all variants are made with the same. */
function distinct(events: unknown[]): unknown[] {
  const seen = new Set<string>();
  return events.map((event, index) => {
    const id = typeof event === 'object' && event !== null && 'id' in event ? String(event.id) : '';
    if (seen.has(id)) return withAt(event, '/id', uuid(index));
    seen.add(id);
    return event;
  });
}
