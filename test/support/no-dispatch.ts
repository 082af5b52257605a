import { type Dispatch, DispatchUnavailable } from '../../src/actions/dispatch.ts';

/** The dispatch of a server that cannot send. */
export const NO_DISPATCH: Dispatch = {
  async take() {
    throw new DispatchUnavailable('this server does not send messages; nothing was changed');
  },
  answerTo: () => undefined,
};
