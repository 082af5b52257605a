import Type, { type TSchema } from 'typebox';
import { HEALTH_PARTS } from '../../health/health.ts';
import type { PublicRoute } from '../route.ts';
import type { Services } from '../services.ts';
import { ILL, WELL } from './health-examples.ts';

const Status = Type.Enum(['ok', 'degraded', 'failing'], {
  description:
    '`ok`; `degraded`: everything is still answered, but somebody should look; `failing`: something is not answered',
});

const Part = Type.Object({
  status: Status,
  since: Type.Optional(
    Type.String({
      format: 'date-time',
      description: 'When it was first seen like this; absent while it is ok',
    }),
  ),
  reason: Type.Optional(Type.String({ description: 'What is wrong; absent while it is ok' })),
});

const Health = Type.Object({
  status: Status,
  parts: Type.Object(Object.fromEntries(HEALTH_PARTS.map((name): [string, TSchema] => [name, Part])), {
    description: 'The parts of the server; `status` is that of the worst of them',
  }),
});

/** `GET /health`: 200 while every request can be served, 503 when some cannot. It tells no secret, path or account. */
export function healthRoute(services: Services): PublicRoute {
  return {
    method: 'GET',
    path: '/health',
    operationId: 'getHealth',
    section: 'Service',
    summary: 'Whether the server serves, part by part',
    description: 'Looked at when it is asked for, at most once a second.',
    parameters: [],
    answer: {
      description: 'It serves; `degraded` when somebody should look',
      content: { 'application/json': { schema: Health, example: WELL } },
    },
    otherAnswers: {
      503: {
        description: 'Some requests cannot be served; `parts` says why, and since when',
        content: { 'application/json': { schema: Health, example: ILL } },
      },
    },
    errors: [],
    handle: async (_request, reply) => {
      const report = await services.health();
      reply.header('Cache-Control', 'no-store');
      return reply.code(report.status === 'failing' ? 503 : 200).send(report);
    },
  };
}
