import type { Event } from '../event.ts';
import { NADIA, SHOP } from './cast.ts';

/** The life of a contact. */
export const CONTACT_EXAMPLES: readonly Event[] = [
  {
    type: 'creation',
    id: 'a41c67b0-3552-4739-acba-5bab0400f30b',
    timestamp: Date.parse('2026-02-16T14:02:33.000Z'),
    identity: SHOP,
    source: { type: 'contact', detail: { contact: NADIA, fields: [8630, 8631, 8634], origin: 1 } },
  },
  {
    type: 'modification',
    id: '070d11fe-e0c7-44ef-a709-572e26bce274',
    timestamp: Date.parse('2026-03-01T08:00:12.750Z'),
    identity: SHOP,
    source: { type: 'contact', detail: { contact: NADIA, fields: [8634] } },
  },
  {
    type: 'suppression',
    id: '09aabc25-d936-4da4-958e-f83e3781156e',
    timestamp: Date.parse('2026-03-10T11:45:00.300Z'),
    identity: SHOP,
    source: { type: 'contact', detail: { contact: NADIA } },
  },
];
