import type { HealthReport } from '../../src/health/health.ts';

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
    disk: { status: 'ok' },
    sealing: { status: 'ok' },
    canary: { status: 'ok' },
  },
};
