import { parseInstant } from '../../time/instant.ts';
import { readName, requireRoom } from '../name.ts';
import type { Desk } from '../records.ts';
import { invalidContent, Refusal } from '../refusal.ts';
import { type Segment, type SegmentDraft, type ShownSegment, shownSegment } from '../segment.ts';

/** @throws Refusal */
export function createSegment(desk: Desk, draft: SegmentDraft): ShownSegment {
  const segment = defineSegment(desk, draft);
  requireRoom(desk.segments.all(), 'segments');
  return shownSegment(desk.segments.insert(segment), 0);
}

/** @throws Refusal */
export function changeSegment(desk: Desk, id: number, draft: SegmentDraft): ShownSegment {
  const before = requireSegment(desk.segments.all(), id);
  if (draft.type !== undefined && draft.type !== before.type) {
    throw new Refusal('conflict', `segment ${id} is ${before.type}, and stays so; create another one`);
  }
  const segment: Segment = { id, ...defineSegment(desk, draft, before) };
  desk.segments.replace(segment);
  return shownSegment(segment, desk.members.size(id));
}

/** @throws Refusal while another segment is a part of it. */
export function deleteSegment(desk: Desk, id: number): void {
  const segment = requireSegment(desk.segments.all(), id);
  const child = desk.segments.all().find(({ parentId }) => parentId === id);
  if (child !== undefined) {
    throw new Refusal(
      'conflict',
      `the segment '${child.name}' is a part of '${segment.name}'; change or delete that one first`,
    );
  }
  desk.members.empty(id);
  desk.segments.delete(id);
}

/** @throws Refusal when the account has no such segment. */
export function requireSegment(segments: readonly Segment[], id: number): Segment {
  const segment = segments.find((each) => each.id === id);
  if (segment === undefined) throw new Refusal('not-found', `the account has no segment ${id}`);
  return segment;
}

function defineSegment(desk: Desk, draft: SegmentDraft, before?: Segment): Omit<Segment, 'id'> {
  const type = draft.type ?? before?.type;
  if (type === undefined) throw invalidContent('', "must have 'type'");
  const name = readName(draft.name ?? before?.name);
  requireFree(desk, name, before?.id);
  const creation = before?.creation ?? desk.now();
  const segment: Omit<Segment, 'id'> = {
    type,
    name,
    description: draft.description === undefined ? (before?.description ?? null) : draft.description,
    creation,
    expiration: readExpiration(draft.expiration) ?? before?.expiration ?? oneYearAfter(creation),
    isTest: draft.isTest ?? before?.isTest ?? false,
  };
  if (type === 'static') return segment;
  const parent = draft.parentId === undefined ? before?.parentId : (draft.parentId ?? undefined);
  if (parent !== undefined) {
    requireParent(desk, parent, before?.id);
    segment.parentId = parent;
  }
  const search = draft.searchId === undefined ? before?.searchId : (draft.searchId ?? undefined);
  if (search !== undefined) segment.searchId = search;
  return segment;
}

function requireFree(desk: Desk, name: string, but?: number): void {
  const other = desk.segments.findNamed(name);
  if (other === undefined || other.id === but) return;
  throw new Refusal(
    'already-exists',
    `segment ${other.id} is named '${other.name}'; names may not differ only in case: choose another`,
  );
}

function requireParent(desk: Desk, parent: number, own?: number): void {
  let id: number | undefined = parent;
  while (id !== undefined) {
    if (id === own) throw invalidContent('/parentId', 'makes the segment a part of itself');
    const segment = desk.segments.find(id);
    if (segment === undefined) {
      throw new Refusal('unknown-reference', `the account has no segment ${id}`, [
        { pointer: '/parentId', message: 'names no segment of the account' },
      ]);
    }
    id = segment.parentId;
  }
}

function readExpiration(given: SegmentDraft['expiration']): number | undefined {
  if (given === undefined || given === null) return undefined;
  const expiration = parseInstant(String(given));
  // Other years could not be written with four digits.
  if (expiration === undefined || expiration < 0 || expiration >= Date.UTC(10_000, 0)) {
    throw invalidContent('/expiration', 'must be an ISO 8601 date or milliseconds since 1970');
  }
  return expiration;
}

function oneYearAfter(instant: number): number {
  const date = new Date(instant);
  return date.setUTCFullYear(date.getUTCFullYear() + 1);
}
