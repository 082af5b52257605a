import type { Kind } from './kind.ts';

/** One line of the table. */
export type Setting = Line<string> | Line<number>;

type Line<T extends string | number> = {
  /** The environment variable. */
  env: string;
  /** The option of `chappe serve`; only for what differs from one start to the next. */
  flag?: { name: string; value: string };
  kind: Kind<T>;
  default: T;
  unit: string;
  meaning: string;
  /** When to choose another value than the default. */
  change: string;
  /** The first version that had the setting. */
  since: string;
};
