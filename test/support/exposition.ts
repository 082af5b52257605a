/** What `GET /metrics` answered, read as Prometheus reads the text format 0.0.4. */
export type Exposition = {
  /** The kind of each metric that was declared. */
  kinds: Map<string, string>;
  samples: { name: string; labels: Record<string, string>; value: number }[];
};

const LABEL = /(\w+)="((?:[^"\\]|\\.)*)",?/g;

/** Fails on any line that is neither a comment, blank, nor a sample. */
export function readExposition(text: string): Exposition {
  const kinds = new Map<string, string>();
  const samples: Exposition['samples'] = [];
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  for (const line of text.split('\n')) {
    const [, declared, kind] = /^# TYPE (\w+) (\w+)$/.exec(line) ?? [];
    if (declared !== undefined && kind !== undefined) kinds.set(declared, kind);
    if (line === '' || line.startsWith('#')) continue;
    const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name === undefined || Number.isNaN(Number(value))) throw new Error(`this is no sample: ${line}`);
    samples.push({
      name,
      labels: Object.fromEntries([...labels.matchAll(LABEL)].map(([, label = '', of = '']) => [label, of])),
      value: Number(value),
    });
  }
  return { kinds, samples };
}

/** The value with these labels, others aside; undefined when there is none. */
export function sampleOf(
  { samples }: Exposition,
  metric: string,
  labels: Record<string, string> = {},
): number | undefined {
  return samples.find(
    (sample) =>
      sample.name === metric &&
      Object.entries(labels).every(([name, value]) => sample.labels[name] === value),
  )?.value;
}
