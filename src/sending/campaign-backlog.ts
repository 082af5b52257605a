/**
 * How many messages of each campaign of an account wait. One whose messages get nowhere shall not hold up the next.
 * It is not on the disk: after a start, those from before are not counted, and so many more are made ready at most.
 */
export class CampaignBacklog {
  readonly #waiting = new Map<string, number>();

  of(campaign: string): number {
    return this.#waiting.get(campaign) ?? 0;
  }

  /** Messages were made ready. */
  add(campaign: string, messages: number): void {
    this.#waiting.set(campaign, this.of(campaign) + messages);
  }

  /** A message has ended. */
  end(campaign: string): void {
    const waiting = this.#waiting.get(campaign);
    if (waiting !== undefined) this.#waiting.set(campaign, Math.max(0, waiting - 1));
  }

  /** No more of it is made ready. */
  forget(campaign: string): void {
    this.#waiting.delete(campaign);
  }
}
