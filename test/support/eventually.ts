import assert from 'node:assert/strict';

/**
 * Asks until the answer is as it should be. Rests twice as long as an answer takes, so that asking does not hold up what is
 * waited for.
 * @param patience in milliseconds; so long is for a machine that is very busy.
 */
export async function eventually<T>(
  ask: () => Promise<T>,
  isReady: (answer: T) => boolean,
  patience = 20_000,
): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    const begun = performance.now();
    const answer = await ask();
    const rest = Math.max(5, 2 * (performance.now() - begun));
    if (isReady(answer)) return answer;
    assert.ok(Date.now() < end, `still ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, rest));
  }
}
