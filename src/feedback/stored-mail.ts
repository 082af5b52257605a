import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';

/** Mail that came in and was answered for: what it means is told later. */
const Received = Type.Object({
  kind: Type.Literal('received'),
  /** When it came, in milliseconds since 1970. */
  at: Type.Integer(),
  /** What stands before the @ of the signed address that it is about. */
  localPart: Type.String(),
  /** One character for each byte. */
  raw: Type.String(),
});
export type Received = Static<typeof Received>;

/** An answer of a reader on its way to whom it is meant for. */
const Forward = Type.Object({
  kind: Type.Literal('forward'),
  to: Type.String(),
  profile: Type.Optional(Type.Integer()),
  raw: Type.String(),
});
export type Forward = Static<typeof Forward>;

/** Stands for mail of a contact that was erased: nothing is made of it. */
const Erased = Type.Object({ kind: Type.Literal('erased') });

const StoredMail = Type.Union([Received, Forward, Erased]);
export type StoredMail = Static<typeof StoredMail>;

const validator = Compile(StoredMail);

export function writeMail(mail: StoredMail): string {
  return JSON.stringify(mail);
}

/** Reads mail as it was kept. @throws when it is none: somebody changed the file. */
export function readMail(text: string): StoredMail {
  return validator.Parse(JSON.parse(text));
}
