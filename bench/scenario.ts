import type { Stage } from './stage.ts';
import type { Target } from './target.ts';

/** What one run of one contender took. */
export type Run = {
  /** From the start of the work to its end. */
  ms: number;
  /** Events or requests, as the scenario counts. */
  count: number;
  /** Bytes of bodies that went over, as they are on the wire. */
  bytes: number;
  /** Until the first byte of the answer; of many requests, the median and the 99th percentile. */
  firstByteMs?: { p50: number; p99: number };
  /** The most memory of the measured process, where the system tells. */
  peakBytes?: number | undefined;
  /** The processor time that the measured process used, on all cores, where the system tells. */
  cpuMs?: number | undefined;
  /** What is on disk when the work is done. */
  diskBytes?: number;
};

/** One that does the work of a scenario: Chappe, the yardstick, or another product. */
export type Contender = {
  name: string;
  /** Chappe is measured against the yardstick: the least that the work can cost on this machine. */
  yardstick?: true;
  /** Why it cannot take part on this machine. It is then named loudly and left out. */
  absent?: string;
  /** Does the work once, in processes that are started for it. */
  run(): Promise<Run>;
};

/** One row of the table: a piece of work that several can do. */
export type Scenario = {
  /** What `--only` calls it. */
  name: string;
  title: string;
  counts: 'events' | 'requests' | 'messages' | 'readers' | 'starts';
  /** What is to be reached. */
  targets: readonly Target[];
  /** No more turns than this, however many are asked for: for work that takes long and varies little. */
  mostTurns?: number;
  /** Prepares the work; what happens here is not timed. Chappe comes first. */
  contenders(stage: Stage): Promise<Contender[]>;
};
