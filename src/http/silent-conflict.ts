import Type from 'typebox';
import type { Answer } from './route.ts';

/**
 * Shipped clients need a 409 of validating and sending without a body. What a body would have told is in headers, for
 * people.
 */
export const SILENT_CONFLICT: Readonly<Record<409, Answer>> = {
  409: {
    description: 'The state of things does not allow this; no body. Nothing was changed',
    headers: {
      'X-Problem': { schema: Type.String(), description: 'The code of the error' },
      'X-Problem-Detail': {
        schema: Type.String(),
        description: 'What happened, and what to do; characters that are not ASCII are percent-encoded',
      },
    },
    content: {},
  },
};
