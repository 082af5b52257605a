import Type from 'typebox';
import { NumericId } from '../../contacts/field.ts';
import type { Parameter } from '../parameters.ts';

/** A contact as answers show it. */
export const TARGET_EXAMPLE = {
  id: '000MLGPR',
  hash: 'f7cae867f35272808ad31189ff13f8ba',
  creationDate: '2016-04-04T08:55:00Z',
  lastUpdateDate: '2016-04-25T14:27:00Z',
  fields: { '1': 'claire@example.com', '3': 'Claire' },
  bounce: [{ field: 1, type: 1, timestamp: '1465831160', reason: 52 }],
  redList: { mail: { timestamp: '1465831160', reason: 1 } },
};

export const TARGET_ID: Parameter = {
  name: 'id',
  in: 'path',
  required: true,
  schema: Type.String({ minLength: 1 }),
  description: 'Id of the contact, in whatever case',
  example: '000MLGPR',
};

export const SEGMENT_ID: Parameter = {
  name: 'segmentId',
  in: 'path',
  required: true,
  schema: NumericId,
  description: 'Id of the segment',
  example: 41,
};
