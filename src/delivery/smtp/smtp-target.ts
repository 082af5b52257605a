/** A server to speak SMTP with, and how. */
export type SmtpTarget = {
  host: string;
  port: number;
  /** TLS from the first byte, as on port 465. */
  implicitTls: boolean;
  /**
   * `required`: STARTTLS and a good certificate, or nothing is sent. `offered`: STARTTLS when the server offers it, and
   * then a good certificate. `any`: STARTTLS when offered, whatever the certificate, as between mail servers. `none`: never.
   */
  startTls: 'required' | 'offered' | 'any' | 'none';
  credentials?: { user: string; password: string };
  /** How we introduce ourselves; without it, by the name of the machine. */
  helloName?: string | undefined;
  /** Certificates of authorities to trust besides the usual ones; for servers of one's own. */
  ca?: string;
};

/** How long each stage may take, in milliseconds. */
export type SmtpPatience = {
  /** Until messages can be offered: the connection, the greeting, TLS, the introduction. */
  connection: number;
  /** Of these, the greeting. */
  greeting: number;
  login: number;
  /** From MAIL FROM until the server wants the message. */
  envelope: number;
  /** From the first byte of the message to the server's last word. */
  message: number;
};

/**
 * RFC 5321, 4.5.3.2 asks for minutes. It matters at the end: whoever gives up before a slow server answers sends the
 * message again, and the reader gets it twice.
 */
export const SMTP_PATIENCE: SmtpPatience = {
  connection: 90_000,
  greeting: 60_000,
  login: 60_000,
  envelope: 300_000,
  message: 600_000,
};
