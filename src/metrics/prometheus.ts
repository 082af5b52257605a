import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Meter } from './meter.ts';
import type { Labels, Metric } from './metric.ts';
import { type CounterName, type HistogramName, type LabelsOf, METRICS, type MetricName } from './metrics.ts';

/** A value of a metric that is read when somebody asks for it. */
export type Reading<N extends MetricName> = { labels: LabelsOf<N>; value: number };

type Kept = Counter | Gauge | Histogram;

/** Keeps the metrics of the table, and exposes them in the text format 0.0.4 of Prometheus. */
export class PrometheusMeter implements Meter {
  readonly #registry = new Registry();
  readonly #kept = new Map<string, Kept>();
  readonly #readers: (() => Promise<void>)[] = [];

  constructor() {
    for (const [name, metric] of Object.entries<Metric>(METRICS)) {
      this.#kept.set(name, this.#register(name, metric));
    }
  }

  count<N extends CounterName>(name: N, labels: LabelsOf<N>, by = 1): void {
    const kept = this.#kept.get(name);
    if (kept instanceof Counter) kept.inc(textsOf(labels), by);
  }

  observe<N extends HistogramName>(name: N, labels: LabelsOf<N>, value: number): void {
    const kept = this.#kept.get(name);
    if (kept instanceof Histogram) kept.observe(textsOf(labels), value);
  }

  /** Has the values of a metric read each time the metrics are asked for. */
  read<N extends MetricName>(name: N, reader: () => Reading<N>[] | Promise<Reading<N>[]>): void {
    const kept = this.#kept.get(name);
    this.#readers.push(async () => {
      kept?.reset();
      // The library gives a metric without labels the value 0 then, which is not what is known.
      kept?.remove({});
      const readings = await attempt(reader);
      for (const { labels, value } of readings) {
        if (kept instanceof Gauge) kept.set(textsOf(labels), value);
        else if (kept instanceof Counter) kept.inc(textsOf(labels), value);
      }
    });
  }

  /** All metrics as text. */
  async expose(): Promise<string> {
    await Promise.all(this.#readers.map((read) => read()));
    return this.#registry.metrics();
  }

  #register(name: string, { kind, labels, buckets, meaning }: Metric): Kept {
    const options = { name, help: meaning, labelNames: Object.keys(labels), registers: [this.#registry] };
    if (kind === 'gauge') return new Gauge(options);
    if (kind === 'histogram') return new Histogram({ ...options, buckets: [...(buckets ?? [])] });
    const counter = new Counter(options);
    // A series that appears only with its first event hides that event from a rate.
    for (const combination of combinationsOf(labels)) counter.inc(combination, 0);
    return counter;
  }
}

/** Every combination of labels that is known beforehand. */
function combinationsOf(labels: Labels): Record<string, string>[] {
  let combinations: Record<string, string>[] = [{}];
  for (const [name, values] of Object.entries(labels)) {
    if (typeof values === 'string') return [];
    combinations = combinations.flatMap((rest) => values.map((value) => ({ ...rest, [name]: value })));
  }
  return combinations;
}

/** What cannot be read has no value, and hides no other metric. That something is amiss is for health to tell. */
async function attempt<T>(reader: () => T[] | Promise<T[]>): Promise<T[]> {
  try {
    return await reader();
  } catch {
    return [];
  }
}

/** The table says of every label that it is a text. */
function textsOf(labels: object): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(labels)) texts[name] = String(value);
  return texts;
}
