import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Attachment, Execution, Order, ProofsOrder } from '../actions/dispatch.ts';
import { Footprint } from '../events/model/receiver.ts';
import { Stamp } from '../events/model/stamp.ts';
import type { CampaignProgress } from './campaign.ts';
import type { Message } from './message.ts';

const Part = Type.Optional(Type.String());
const Values = Type.Record(Type.String(), Type.Unknown());

const StoredExecution = Type.Object({
  recipient: Footprint,
  stamp: Stamp,
  data: Type.Optional(Values),
  variables: Type.Optional(Values),
  views: Type.Optional(
    Type.Object({
      subject: Part,
      html: Part,
      text: Part,
      fromLabel: Part,
      fromPrefix: Part,
      replyTo: Part,
    }),
  ),
  content: Type.Optional(Type.Object({ html: Part, text: Part })),
  domain: Part,
  copies: Type.Optional(Type.Array(Type.Object({ type: Type.Enum(['cc', 'bcc']), recipient: Footprint }))),
  attachments: Type.Optional(
    Type.Array(
      Type.Object({ name: Type.String(), mime: Type.String(), data: Type.String({ description: 'Base64' }) }),
    ),
  ),
  urgent: Type.Optional(Type.Boolean()),
  important: Type.Optional(Type.Boolean()),
});

const StoredExecutions = Type.Object({
  kind: Type.Literal('executions'),
  action: Type.String(),
  executions: Type.Array(StoredExecution),
});

const StoredMessage = Type.Object({
  kind: Type.Literal('message'),
  action: Type.String(),
  of: Type.Enum(['message', 'campaign']),
  execution: StoredExecution,
  excluded: Type.Optional(Type.Array(Type.Integer())),
  copyTo: Type.Optional(Footprint),
});

const StoredProofs = Type.Object({
  kind: Type.Literal('proofs'),
  id: Type.String(),
  action: Type.String(),
  version: Type.Integer(),
  segments: Type.Array(Type.Integer()),
  address: Part,
  separately: Type.Boolean(),
  comments: Part,
  variables: Values,
});

const StoredCampaign = Type.Object({
  kind: Type.Literal('campaign'),
  id: Type.String(),
  action: Type.String(),
  version: Type.Integer(),
  start: Type.Integer(),
  end: Type.Optional(Type.Integer()),
  segments: Type.Object({ selected: Type.Array(Type.Integer()), excluded: Type.Array(Type.Integer()) }),
  speed: Type.Number(),
  variables: Values,
  cursor: Type.Optional(Type.Object({ segment: Type.Integer(), after: Type.String() })),
});

/** An order, or one message of it, as it is kept until it is carried out: JSON, and so with attachments in base64. */
const StoredOrder = Type.Union([StoredMessage, StoredExecutions, StoredProofs, StoredCampaign]);
type StoredOrder = Static<typeof StoredOrder>;

const validator = Compile(StoredOrder);

export function writeOrder(order: Order | Message | CampaignProgress): string {
  switch (order.kind) {
    case 'message':
      return JSON.stringify({ ...order, execution: storedExecution(order.execution) });
    case 'executions':
      return JSON.stringify({ ...order, executions: order.executions.map(storedExecution) });
    case 'proofs':
    case 'campaign':
      return JSON.stringify(order);
  }
}

/** Reads an order as it was kept. @throws when it is none: somebody changed the file. */
export function readOrder(text: string): Exclude<Order, { kind: 'campaign' }> | CampaignProgress | Message {
  const order: StoredOrder = validator.Parse(JSON.parse(text));
  switch (order.kind) {
    case 'message':
      return { ...order, execution: readExecution(order.execution) };
    case 'executions':
      return { ...order, executions: order.executions.map(readExecution) };
    case 'proofs':
      return order satisfies ProofsOrder;
    case 'campaign':
      return order satisfies CampaignProgress;
  }
}

function storedExecution({ attachments, ...execution }: Execution) {
  return {
    ...execution,
    ...(attachments && {
      attachments: attachments.map(({ data, ...attachment }) => ({
        ...attachment,
        data: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64'),
      })),
    }),
  };
}

function readExecution({ attachments, ...execution }: Static<typeof StoredExecution>): Execution {
  return { ...execution, ...(attachments && { attachments: attachments.map(readAttachment) }) };
}

function readAttachment({ data, ...attachment }: { name: string; mime: string; data: string }): Attachment {
  return { ...attachment, data: new Uint8Array(Buffer.from(data, 'base64')) };
}
