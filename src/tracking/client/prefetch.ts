/** Headers by which programs tell that they fetch what nobody has asked for yet. */
const HEADERS = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'];

const LOOKS_AHEAD = /prefetch|prerender|preview/i;

/** Whether a request looks ahead. */
export function isPrefetch(headers: Readonly<Record<string, string | string[] | undefined>>): boolean {
  return HEADERS.some((name) => {
    const value = headers[name];
    return value !== undefined && LOOKS_AHEAD.test(String(value));
  });
}
