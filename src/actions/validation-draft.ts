import Type, { type Static, type TSchema } from 'typebox';
import { NumericId } from '../contacts/field.ts';
import { MOST_HEADER_CHARACTERS } from '../mail/header-text.ts';
import { LONGEST } from './action-draft.ts';

const MOST_TEST_SEGMENTS = 100;
const MOST_VARIABLES = 1000;

function maybe<T extends TSchema>(schema: T, description: string) {
  return Type.Optional(Type.Union([schema, Type.Null()], { description }));
}

/** What a caller gives as variables. */
export const VariablesDraft = Type.Array(Type.Record(Type.String(), Type.Unknown()), {
  maxItems: MOST_VARIABLES,
  description: 'Objects with `name` and `value`, or whose members are the variables',
});
export type VariablesDraft = Static<typeof VariablesDraft>;

/** What a caller says when an action is to be tested, or to be sent. */
export const ValidationDraft = Type.Object(
  {
    fortest: maybe(Type.Boolean(), 'True asks for proofs; anything else validates for production'),
    campaignAnalyser: maybe(Type.Boolean(), 'Taken and not used: there is no such analyser here'),
    testSegments: maybe(
      Type.Array(NumericId, { maxItems: MOST_TEST_SEGMENTS }),
      'The segments with `isTest` whose contacts get the proofs',
    ),
    mediaForTest: maybe(
      Type.String({ maxLength: LONGEST.address }),
      'The one address that gets all proofs instead',
    ),
    textandHtml: maybe(Type.Boolean(), 'Whether HTML and text are sent as two messages'),
    comments: maybe(Type.String({ maxLength: MOST_HEADER_CHARACTERS }), 'For the testers'),
    variables: maybe(VariablesDraft, 'For the templates'),
  },
  { description: 'Members that are not known are ignored' },
);
export type ValidationDraft = Static<typeof ValidationDraft>;

/** Variables by their name. Those that are given twice have the last value. */
export function readVariables(draft: VariablesDraft | null | undefined): Record<string, unknown> {
  const entries = (draft ?? []).flatMap((variable): [string, unknown][] => {
    const name = variable.name ?? variable.key;
    return typeof name === 'string' && 'value' in variable
      ? [[name, variable.value]]
      : Object.entries(variable);
  });
  return Object.fromEntries(entries);
}
