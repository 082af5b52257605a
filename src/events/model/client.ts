import Type, { type Static } from 'typebox';
import { ROBOT_CLASSES } from './robot-classes.ts';

const Ip = Type.Union([
  Type.Object({ type: Type.Literal('v4'), value: Type.String() }),
  Type.Object({ type: Type.Literal('v6'), value: Type.String() }),
]);

const text = Type.Optional(Type.String());

const ParsedUserAgent = Type.Object({
  type: Type.Literal('parsed'),
  ua: Type.String({ description: 'The user agent as it was sent' }),
  client: Type.Optional(Type.Object({ type: text, name: text, version: text, vendor: text })),
  os: Type.Optional(Type.Object({ name: text, family: text, vendor: text })),
  device: Type.Optional(Type.Object({ type: text, name: text, brand: text })),
});
const RawUserAgent = Type.Object({ type: Type.Literal('raw'), ua: Type.String() });

const Classification = Type.Object(
  {
    type: Type.Enum([...ROBOT_CLASSES]),
    rule: Type.Optional(Type.String({ description: 'The rule that decided' })),
  },
  { description: "Set on a robot's hit only" },
);

/** The program that opened or followed a link. */
export const Client = Type.Object({
  type: Type.Literal('web'),
  ip: Type.Optional(Ip),
  ua: Type.Optional(Type.Union([ParsedUserAgent, RawUserAgent])),
  classification: Type.Optional(Classification),
});
export type Client = Static<typeof Client>;
