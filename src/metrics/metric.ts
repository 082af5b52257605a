/** What one value of a metric is told apart by: a closed set of values, or in words what it holds. */
export type Labels = { readonly [name: string]: string | readonly string[] };

/** One line of the table. */
export type Metric = {
  /** Exactly one of a counter that only grows, a gauge that goes up and down, and a histogram. */
  kind: 'counter' | 'gauge' | 'histogram';
  labels: Labels;
  /** The upper bounds of a histogram. */
  buckets?: readonly number[];
  meaning: string;
  /** When an operator should look at it. */
  worry: string;
  /** The first version that had the metric. */
  since: string;
};

/** What the label of an account holds. */
export const ACCOUNT = 'the account, as its folder is named: `DEMO-028`';
