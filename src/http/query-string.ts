import { invalidParameter } from './problem.ts';

/** The query parameters of a request, each with all its values in order. */
export type QueryString = ReadonlyMap<string, readonly string[]>;

/**
 * Reads the query of a URL. Unlike an HTML form's, a `+` is a plus: clients send addresses such as
 * `first+tag@example.com` and offsets such as `+02:00` without encoding them.
 */
export function queryOf(url: string): QueryString {
  const values = new Map<string, string[]>();
  const mark = url.indexOf('?');
  if (mark < 0) return values;
  for (const pair of url.slice(mark + 1).split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = decode(equals < 0 ? '' : pair.slice(equals + 1));
    if (name === undefined) continue;
    if (value === undefined) {
      throw invalidParameter({ parameter: name, message: 'is not percent-encoded UTF-8' });
    }
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  }
  return values;
}

/** The one value of a parameter; undefined when it is absent. Repeating a parameter is an error. */
export function single(query: QueryString, name: string): string | undefined {
  const values = query.get(name);
  if (values === undefined) return undefined;
  if (values.length > 1) throw invalidParameter({ parameter: name, message: 'is given more than once' });
  return values[0];
}

/** A name that cannot be decoded is no parameter that anyone knows, and unknown parameters are ignored. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
