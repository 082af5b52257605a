/** A message in the form that one family of mail systems has for it, and what it says. */
export type FamilyCase = {
  family: string;
  head: readonly string[];
  body: readonly string[];
  /** `kind recipient status verdict rule` of each finding. */
  says: readonly string[];
};

/** A multipart report: the part for people, the part for machines, and the message. */
export function parts(people: readonly string[], machines: readonly string[]): string[] {
  return [
    '--b1',
    'Content-Type: text/plain; charset=utf-8',
    '',
    ...people,
    '',
    '--b1',
    'Content-Type: message/delivery-status',
    '',
    ...machines,
    '',
    '--b1',
    'Content-Type: message/rfc822',
    '',
    'From: news@sender.example',
    'To: someone@else.example',
    'Subject: News',
    '',
    'Hello',
    '--b1--',
  ];
}

/** The head of a report by RFC 3464 with those parts. */
export const REPORT = 'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"';
