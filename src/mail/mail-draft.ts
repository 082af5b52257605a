/** Somebody with an address, and the name that is shown for it. */
export type Mailbox = { address: string; label?: string | undefined };

export type Attachment = { name: string; mime: string; data: Uint8Array };

/** How a reader ends the subscription: an address to post to, which mailboxes offer as a button (RFC 8058), or to write to. */
export type Unsubscribe = { url?: string | undefined; mail?: string | undefined };

/** What a message shall be, with nothing encoded. Domains may be written in any script. */
export type MailDraft = {
  /** Made once for each message, such as a uuid; it becomes the part before the @ of `Message-ID`. */
  id: string;
  date: Date;
  from: Mailbox;
  /** Where servers send what they cannot deliver. Nobody sees it. */
  returnPath: string;
  replyTo?: string | undefined;
  to: Mailbox;
  cc?: readonly Mailbox[];
  bcc?: readonly Mailbox[];
  subject: string;
  html?: string | undefined;
  text?: string | undefined;
  attachments?: readonly Attachment[];
  headers?: Readonly<Record<string, string>>;
  /** Whether mailboxes should mark it as important. */
  important?: boolean | undefined;
  /** What the message is one of: `000PE4.028.demo` becomes `List-Id: <000PE4.028.demo.news.example.com>`. */
  listId?: string | undefined;
  /** For the feedback of mailboxes: what the message is one of, from the narrowest to the sender; four at most. */
  feedbackId?: readonly string[] | undefined;
  unsubscribe?: Unsubscribe | undefined;
};
