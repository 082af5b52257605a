/** The parts of an e-mail that have links. */
export type LinkPart = 'html' | 'text';

/** The links of one message: what they are called in templates, and by what they are replaced once it is rendered. */
export interface EmailLinks {
  /** What templates of a part find under `links`. */
  names(part: LinkPart): Readonly<Record<string, string>>;
  /**
   * HTML with the addresses that its links shall have: the part itself, or what the text is made from.
   *
   * @throws RenderFailure when a link leads where links may not.
   */
  inHtml(html: string, part: LinkPart): string;
  inText(text: string): string;
  /** For the header `List-Unsubscribe`; absent when the message has none. */
  readonly unsubscribe?: string | undefined;
}
