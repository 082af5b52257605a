import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { AccountName } from '../accounts/account.ts';
import { CANARY_PARTS, CANARY_STATES } from './canary-parts.ts';

/** How a part of the path was found. */
export const Finding = Type.Object({
  part: Type.Enum([...CANARY_PARTS]),
  state: Type.Enum([...CANARY_STATES]),
  /** How long it took. */
  seconds: Type.Optional(Type.Number()),
  /** What is wrong, and what to do; or what is not set up. */
  reason: Type.Optional(Type.String()),
});
export type Finding = Static<typeof Finding>;

/** A canary that was asked for. Instants are milliseconds since 1970-01-01T00:00:00Z. */
export type Canary = {
  id: string;
  account: AccountName;
  address: string;
  /** How long each part may take, in milliseconds. */
  patience: number;
  /** Milliseconds between two runs; absent when it was asked for once. */
  every?: number;
  /** When it is to begin; absent when it is over. */
  dueAt?: number;
  /** Of its last run. */
  begunAt?: number;
  endedAt?: number;
  findings: readonly Finding[];
};

/** How a part of the path of an account was found last, and since when it is found so. */
export type PartState = Finding & { account: AccountName; since: number; checkedAt: number };

const findings = Compile(Type.Array(Finding));

/** Reads findings as they are stored. @throws when they are none: somebody changed the file. */
export function readFindings(text: string): Finding[] {
  return findings.Parse(JSON.parse(text));
}

const finding = Compile(Finding);

/** @throws when it is none. */
export function readFinding(value: unknown): Finding {
  return finding.Parse(value);
}
