import assert from 'node:assert/strict';

/**
 * Asks until the answer is as it should be.
 * @param patience in milliseconds; so long is for a machine that is very busy.
 */
export async function eventually<T>(
  ask: () => Promise<T>,
  isReady: (answer: T) => boolean,
  patience = 20_000,
): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (isReady(answer)) return answer;
    assert.ok(Date.now() < end, `still ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
