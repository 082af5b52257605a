/** How a canary introduces itself, so that its hits are those of a robot. */
const CANARY_AGENT = 'chappe-canary';

/** What a page answered, or why it did not. */
export type Asked =
  | { outcome: 'answered'; status: number; location: string | undefined; type: string }
  | { outcome: 'unreachable'; reason: string };

/** Asks for a page as readers do, and follows no redirection. */
export async function askPage(url: string, patience: number, stop: AbortSignal): Promise<Asked> {
  try {
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { 'User-Agent': CANARY_AGENT },
      signal: AbortSignal.any([AbortSignal.timeout(patience), stop]),
    });
    await answer.body?.cancel();
    const { status, headers } = answer;
    return {
      outcome: 'answered',
      status,
      location: headers.get('location') ?? undefined,
      type: headers.get('content-type') ?? '',
    };
  } catch (error) {
    if (stop.aborted) throw error;
    return { outcome: 'unreachable', reason: reasonOf(error, patience) };
  }
}

function reasonOf(error: unknown, patience: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `it did not answer within ${patience / 1000} seconds`;
  // `fetch` says only that it failed; why is in the cause.
  const { cause } = error;
  if (cause instanceof AggregateError) return reasonOf(cause.errors[0], patience);
  return cause instanceof Error ? cause.message : error.message;
}
