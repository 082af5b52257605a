import type { Delivery } from '../delivery/email-transport.ts';
import type { Outcome } from '../sending/dispatcher.ts';
import type { Meter } from './meter.ts';

/** An attempt that is counted, by how it went. */
export async function measuredAttempt(attempt: Promise<Outcome>, meter: Meter): Promise<Outcome> {
  try {
    const outcome = await attempt;
    meter.count('chappe_send_attempts_total', { outcome: outcome.type });
    return outcome;
  } catch (error) {
    meter.count('chappe_send_attempts_total', { outcome: 'failed' });
    throw error;
  }
}

/** A delivery that is counted, by what the server said of it, and timed. */
export async function measuredDelivery(delivering: Promise<Delivery>, meter: Meter): Promise<Delivery> {
  const begun = performance.now();
  const delivery = await delivering;
  meter.count('chappe_deliveries_total', { outcome: outcomeOf(delivery) });
  meter.observe('chappe_delivery_duration_seconds', {}, (performance.now() - begun) / 1000);
  return delivery;
}

function outcomeOf(delivery: Delivery): 'accepted' | 'refused' | 'deferred' | 'unreachable' {
  if (delivery.outcome !== 'refused') return delivery.outcome;
  return delivery.permanent ? 'refused' : 'deferred';
}
