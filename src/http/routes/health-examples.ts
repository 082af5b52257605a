import type { HealthReport } from '../../health/health.ts';

/** The health of a server of which nothing is amiss. */
export const WELL: HealthReport = {
  status: 'ok',
  parts: {
    catalog: { status: 'ok' },
    logs: { status: 'ok' },
    writer: { status: 'ok' },
    contacts: { status: 'ok' },
    sending: { status: 'ok' },
    inbound: { status: 'ok' },
    hits: { status: 'ok' },
    archives: { status: 'ok' },
    disk: { status: 'ok' },
    sealing: { status: 'ok' },
    canary: { status: 'ok' },
  },
};

/** That of one whose disk is full. */
export const ILL: HealthReport = {
  status: 'failing',
  parts: {
    ...WELL.parts,
    disk: { status: 'failing', since: '2026-06-15T09:30:00.000Z', reason: 'the last commit found no room' },
  },
};
