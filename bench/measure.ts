import type { Run, Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';

/** All runs of one contender in one scenario. */
export type Result = {
  scenario: string;
  title: string;
  counts: Scenario['counts'];
  contender: string;
  yardstick: boolean;
  runs: readonly Run[];
};

/**
 * Runs one scenario. The contenders take turns, so that whatever else the machine does meets them alike.
 * `say` tells what goes on: who is left out and why, and every run.
 */
export async function measure(
  scenario: Scenario,
  stage: Stage,
  turns: number,
  say: (text: string) => void,
): Promise<Result[]> {
  const contenders = await scenario.contenders(stage);
  const count = Math.min(turns, scenario.mostTurns ?? turns);
  for (const { name, absent } of contenders) {
    if (absent !== undefined) say(`LEFT OUT of '${scenario.name}': ${name}: ${absent}`);
  }
  const present = contenders
    .filter(({ absent }) => absent === undefined)
    .map((contender) => ({ contender, runs: [] as Run[] }));
  for (let turn = 1; turn <= count; turn++) {
    for (const { contender, runs } of present) {
      const run = await contender.run();
      runs.push(run);
      say(`${scenario.name} ${turn}/${count}: ${contender.name}: ${run.ms.toFixed(0)} ms`);
    }
  }
  return present.map(({ contender, runs }) => ({
    scenario: scenario.name,
    title: scenario.title,
    counts: scenario.counts,
    contender: contender.name,
    yardstick: contender.yardstick ?? false,
    runs,
  }));
}
