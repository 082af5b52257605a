import { folderOf } from '../accounts/account.ts';
import type { Canary, PartState } from '../canary/canary.ts';
import { isAmiss } from '../canary/canary-parts.ts';
import type { PrometheusMeter } from './prometheus.ts';

type Found = {
  readonly schedules: readonly Pick<Canary, 'account' | 'endedAt'>[];
  readonly states: readonly PartState[];
};

/** Reads what canaries found last, when somebody asks. */
export function readCanaries(meter: PrometheusMeter, found: Found): void {
  const labels = ({ account, part }: PartState) => ({ account: folderOf(account), part });
  meter.read('chappe_canary_ok', () =>
    found.states
      .filter((each) => each.state === 'ok' || isAmiss(each))
      .map((each) => ({ labels: labels(each), value: each.state === 'ok' ? 1 : 0 })),
  );
  meter.read('chappe_canary_seconds', () =>
    found.states.flatMap((each) =>
      each.seconds === undefined ? [] : [{ labels: labels(each), value: each.seconds }],
    ),
  );
  meter.read('chappe_canary_broken_since_seconds', () =>
    found.states.filter(isAmiss).map((each) => ({ labels: labels(each), value: each.since / 1000 })),
  );
  meter.read('chappe_canary_run_seconds', () =>
    found.schedules.flatMap(({ account, endedAt }) =>
      endedAt === undefined ? [] : [{ labels: { account: folderOf(account) }, value: endedAt / 1000 }],
    ),
  );
}
