import type { Action } from './action.ts';
import { STATES, type State } from './state.ts';

/** What can happen to an action, and the states to which it leads from those in which it may happen. */
const TRANSITIONS = {
  /** It was created or replaced, and says something. */
  filled: { 10: 20, 20: 20 },
  /** It was replaced, and says nothing any more. */
  emptied: { 10: 10, 20: 10 },
  /** Proofs were asked for. */
  'test asked': { 20: 30 },
  'test passed': { 30: 38 },
  'test failed': { 30: 20 },
  /** The test showed that it can never be sent as it is. */
  'found broken': { 30: 10 },
  /** For production. Whoever asks for it at once need not wait for the proofs. */
  validated: { 30: 50, 38: 50 },
  'taken back': { 30: 20, 38: 20, 50: 20 },
  /** All messages of a campaign have left. */
  sent: { 50: 80 },
  deleted: { 10: 90, 20: 90, 30: 90, 38: 90, 50: 90, 80: 90 },
} as const satisfies Record<string, { readonly [from in State]?: State }>;

export type Happening = keyof typeof TRANSITIONS;
export const HAPPENINGS: readonly Happening[] = Object.keys(TRANSITIONS).filter(
  (name): name is Happening => name in TRANSITIONS,
);

/** The state that an action comes to; undefined when this cannot happen in the state that it is in. */
export function nextState(state: State, happening: Happening): State | undefined {
  const transitions: { readonly [from in State]?: State } = TRANSITIONS[happening];
  return transitions[state];
}

/** What to do about an action that is in a state in which something cannot be asked for. */
export function wayOut({ state, broken }: Pick<Action, 'state' | 'broken'>, happening: Happening): string {
  switch (state) {
    case STATES.creation:
      return broken === undefined
        ? 'it has no content, is a copy, or was found broken: send it whole with PUT first'
        : `its proof could not be made (${broken}): mend it with PUT first`;
    case STATES.created:
      return happening === 'taken back'
        ? 'it is not validated'
        : "it was not tested: POST its validation with 'fortest' true first";
    case STATES.testing:
      return 'its proofs are leaving: wait, or take its validation back first';
    case STATES.tested:
    case STATES.validated:
      return 'take its validation back first, or use a copy';
    case STATES.sent:
      return 'it was sent: use a copy';
    case STATES.deleted:
      return 'it was deleted';
  }
}
