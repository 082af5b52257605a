import type { CounterName, HistogramName, LabelsOf } from './metrics.ts';

/**
 * Where what happens is counted. The parts that count know this port and the table, and nothing of how the numbers
 * are kept or exposed. It is called once for a request or a commit, never for a chunk or an event.
 */
export interface Meter {
  count<N extends CounterName>(name: N, labels: LabelsOf<N>, by?: number): void;
  observe<N extends HistogramName>(name: N, labels: LabelsOf<N>, value: number): void;
}
