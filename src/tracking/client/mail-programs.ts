/** What a mail program tells of itself, where the library of user agents knows none. */
export type MailProgram = {
  pattern: RegExp;
  name: string;
  vendor: string;
  /** The picture was asked for by a proxy on behalf of a reader: nothing is known of the reader's own machine. */
  isProxy?: true;
};

const MICROSOFT = 'Microsoft Corporation.';

/** The first whose pattern fits counts. A group of the pattern is the version. */
export const MAIL_PROGRAMS: readonly MailProgram[] = [
  { pattern: /GoogleImageProxy/, name: 'Gmail', vendor: 'Google Inc.', isProxy: true },
  { pattern: /YahooMailProxy/, name: 'Yahoo! Mail', vendor: 'Yahoo! Inc.', isProxy: true },
  { pattern: /Thunderbird\/([\d.]+)/, name: 'Thunderbird', vendor: 'Mozilla Foundation' },
  { pattern: /Microsoft Outlook ([\d.]+)/, name: 'Outlook', vendor: MICROSOFT },
  { pattern: /Outlook-(?:iOS|Android)\/([\d.]+)/, name: 'Outlook Mobile', vendor: MICROSOFT },
  { pattern: /MSOffice (\d+)|ms-office/i, name: 'Outlook', vendor: MICROSOFT },
  { pattern: /Airmail ([\d.]+)/, name: 'Airmail', vendor: '' },
  { pattern: /PostboxApp\/([\d.]+)/, name: 'Postbox', vendor: '' },
  // Apple's mail programs show messages with the engine of Safari, and call themselves neither.
  {
    pattern:
      /\((?:Macintosh|iPhone|iPad|iPod)[^)]*\) AppleWebKit\/([\d.]+) \(KHTML, like Gecko\)(?: Mobile\/\w+)?$/,
    name: 'Apple Mail',
    vendor: 'Apple Inc.',
  },
];
