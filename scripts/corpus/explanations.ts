import type { Difference } from './comparison.ts';

/** Why a difference is right as it is. All that are given must fit. */
type Reason = {
  what?: Difference['what'];
  file?: RegExp;
  theirs?: RegExp;
  ours?: RegExp;
  rule?: RegExp;
  because: string;
};

/** From the particular to the general. What is an open difference is said to be one. */
const REASONS: readonly Reason[] = [
  {
    what: 'verdict',
    theirs: /filtered/,
    rule: /unknown user/,
    because:
      'The words are those for a mailbox that does not exist. The label calls them filtering, as they were said after the message; ours believes the words.',
  },
  {
    what: 'verdict',
    rule: /unconfirmed user/,
    because:
      'An unknown user is quoted with neither a code of the class x.1.x nor a sign that a recipient was meant; ours does not give up an address for that.',
  },
  {
    what: 'verdict',
    rule: /unknown domain/,
    because:
      'The words speak of a domain that does not exist; the label takes them for a refusal of the sender.',
  },
  {
    what: 'verdict',
    file: /^lhost-(aol-06|interscanmss-03|postfix-05)/,
    because: 'An open difference: ours makes less of the words than the label does.',
  },
  {
    what: 'status',
    theirs: /[45]\.0\.9\d\d/,
    because:
      'The message has no code, and the label stands for a reason by a code that RFC 3463 does not have; ours takes one of RFC 3463.',
  },
  {
    what: 'status',
    because: 'The message allows for more than one code; ours takes another than the label.',
  },
  {
    what: 'recipient',
    file: /^(arf-15|lhost-(apachejames-01|domino-03|einsundeins-03|exim-52|office365-04|postfix-49|x5-01)|rhost-franceptt-04)/,
    because: 'An open difference: ours takes another of the addresses that the message names, or none.',
  },
  {
    what: 'surplus recipient',
    file: /^lhost-exchange2003-03/,
    because: 'An open difference: ours takes an address that the label leaves out.',
  },
];

/** Why a difference is right as it is; undefined when nobody said so. */
export function explanationOf({ file, what, theirs, ours, rule }: Difference): string | undefined {
  const fits = (pattern: RegExp | undefined, text: string): boolean => pattern?.test(text) ?? true;
  return REASONS.find(
    (reason) =>
      (reason.what ?? what) === what &&
      fits(reason.file, file) &&
      fits(reason.theirs, theirs) &&
      fits(reason.ours, ours) &&
      fits(reason.rule, rule),
  )?.because;
}
