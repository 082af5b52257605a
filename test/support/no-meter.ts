import type { Meter } from '../../src/metrics/meter.ts';

/** Counts nothing. */
export const NO_METER: Meter = { count() {}, observe() {} };
