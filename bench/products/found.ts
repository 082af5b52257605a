/** Another product on this machine, or why it cannot take part and how to get it. */
export type Found<T> =
  | { product: T; version: string; absent?: undefined }
  | { product?: undefined; absent: string };

/** The products that a run can do without, as the command line names them. */
export const PRODUCTS = ['nginx', 'postgresql', 'chdb', 'duckdb'] as const;

export type Product = (typeof PRODUCTS)[number];

/** Where products from npm lie; see bench/README.md. They are too large to be dependencies. */
export const HOW_TO_INSTALL =
  'npm install --prefix bench/.cache/peers --no-save chdb@3.4.0 @duckdb/node-api@1.5.6-r.1';
