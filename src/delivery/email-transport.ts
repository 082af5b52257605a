import type { Turn } from './line.ts';

/**
 * How far the conversation with a server had come. `lookup` to `login` come before the message was offered;
 * at `message` all of it has been sent, or was being sent, and the server's last word decides.
 */
const STAGES = [
  'lookup',
  'connection',
  'tls',
  'greeting',
  'login',
  'sender',
  'recipient',
  'data',
  'message',
] as const;
export type Stage = (typeof STAGES)[number];

/** One message for one recipient. Copies are deliveries of their own, so that each can be tried again alone. */
export type OutgoingMessage = {
  /** The return path. */
  from: string;
  to: string;
  /** ASCII, with lines that end in CRLF. */
  raw: Buffer;
  /**
   * Resolves when what became of it is on the disk, and rejects when that can no longer be written. No other message is
   * sent whole over the same connection before: so of those that were taken and not noted there is one for each
   * connection at most.
   */
  noted?: Promise<void>;
};

/** The server took the message: it said 250 after its last line, or the capture is on the disk. */
export type Accepted = { outcome: 'accepted'; server: string; diagnostic: string };

/** The server answered, and said no. */
export type Refused = {
  outcome: 'refused';
  server: string;
  stage: Stage;
  /** The reply code of SMTP, such as 550. */
  code: number;
  /** The enhanced status code of RFC 3463, such as `5.1.1`, when the server gave one. */
  enhanced?: string;
  /** The server's words. */
  diagnostic: string;
  /** Whether the same message would be refused again. */
  permanent: boolean;
};

/** Why there was no answer. */
export type UnreachableReason =
  | 'no such domain'
  | 'domain without mail'
  | 'no mail hosts'
  | 'name service'
  | 'connection'
  | 'timeout'
  | 'certificate'
  | 'tls'
  | 'protocol'
  | 'storage'
  | 'closed';

/** There was no answer, or none to the message itself. */
export type Unreachable = {
  outcome: 'unreachable';
  /** Empty when none was found. */
  server: string;
  stage: Stage;
  reason: UnreachableReason;
  /** What it is in the terms of RFC 3463. */
  enhanced: string;
  diagnostic: string;
  /** Whether trying again is pointless: the domain does not exist, or says that it takes no mail. */
  permanent: boolean;
  /** Whether the whole message may have been sent: the server may have taken it without our hearing so. */
  uncertain: boolean;
};

export type Delivery = Accepted | Refused | Unreachable;

/** What carries e-mail away. */
export interface EmailTransport {
  /**
   * Tries once. Whatever servers and networks do is told by the result; nothing is thrown for it.
   *
   * @param turn before or after which others it goes that wait for a connection.
   */
  send(message: OutgoingMessage, turn?: Turn): Promise<Delivery>;
  /** Waits for what is being sent, then closes all connections. What is sent afterwards is unreachable. */
  close(): Promise<void>;
}
