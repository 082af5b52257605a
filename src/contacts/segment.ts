import Type, { type Static } from 'typebox';
import { wholeSeconds } from '../time/whole-seconds.ts';
import { NumericId } from './field.ts';

/** Static segments are lists of contacts; dynamic ones are the result of a search, which is not made here yet. */
const SEGMENT_TYPES = ['static', 'dynamic'] as const;

const SegmentType = Type.Enum([...SEGMENT_TYPES]);

/** A segment as it is kept. Instants are milliseconds since 1970. */
export const Segment = Type.Object({
  id: NumericId,
  type: SegmentType,
  name: Type.String(),
  description: Type.Union([Type.String(), Type.Null()]),
  creation: Type.Integer(),
  expiration: Type.Integer(),
  isTest: Type.Boolean(),
  parentId: Type.Optional(NumericId),
  searchId: Type.Optional(NumericId),
});
export type Segment = Static<typeof Segment>;

/** A segment as a list shows it. */
export const ListedSegment = Type.Object({
  type: SegmentType,
  id: NumericId,
  name: Type.String({ description: 'Unique in the account, whatever its case' }),
  creation: Type.String({ description: 'UTC' }),
  expiration: Type.String({ description: 'UTC; one year after the creation unless something else was said' }),
  isTest: Type.Boolean({ description: 'Whether proofs may be sent to it' }),
  targetsCount: Type.Integer({ description: 'How many contacts are in it' }),
  parentId: Type.Optional(NumericId),
  searchId: Type.Optional(NumericId),
});
export type ListedSegment = Static<typeof ListedSegment>;

/** A segment as it is shown alone. */
export const ShownSegment = Type.Object({
  ...ListedSegment.properties,
  description: Type.Union([Type.String(), Type.Null()]),
});
export type ShownSegment = Static<typeof ShownSegment>;

/** What a caller says of a segment; on a change, what is absent stays as it is. */
export const SegmentDraft = Type.Object(
  {
    type: Type.Optional(SegmentType),
    name: Type.Optional(Type.String()),
    description: Type.Optional(Type.Union([Type.String({ maxLength: 1000 }), Type.Null()])),
    expiration: Type.Optional(
      Type.Union([Type.String({ maxLength: 64 }), Type.Integer(), Type.Null()], {
        description: 'ISO 8601, or milliseconds since 1970',
      }),
    ),
    isTest: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
    parentId: Type.Optional(Type.Union([NumericId, Type.Null()], { description: 'Of a dynamic segment' })),
    searchId: Type.Optional(Type.Union([NumericId, Type.Null()], { description: 'Of a dynamic segment' })),
  },
  { description: 'Members that are not known are ignored' },
);
export type SegmentDraft = Static<typeof SegmentDraft>;

export function listedSegment(segment: Segment, size: number): ListedSegment {
  const { type, id, name, creation, expiration, isTest, parentId, searchId } = segment;
  return {
    type,
    id,
    name,
    creation: wholeSeconds(creation),
    expiration: wholeSeconds(expiration),
    isTest,
    targetsCount: size,
    ...(parentId !== undefined && { parentId }),
    ...(searchId !== undefined && { searchId }),
  };
}

export function shownSegment(segment: Segment, size: number): ShownSegment {
  return { ...listedSegment(segment, size), description: segment.description };
}
