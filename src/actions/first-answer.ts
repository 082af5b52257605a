/** A request that its client has named, so that it is carried out once however often it is sent. */
export type NamedRequest = {
  /** The operation that was asked for: a name is of one operation alone. */
  operation: string;
  /** As the client chose it. */
  name: string;
};

/** What was answered to the first request of a name, for all that repeat it. */
export type FirstAnswer = NamedRequest & {
  /** Tells the request from another one of the same name: SHA-256 of it, in hexadecimal. */
  fingerprint: string;
  /** Only successes are remembered: whoever is refused may mend the request and keep its name. */
  status: 200 | 204;
  /** JSON; empty with 204. */
  body: string;
};
