import { BlockList, isIPv6 } from 'node:net';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { Problem } from '../problem.ts';
import type { PublicRoute } from '../route.ts';
import type { Services } from '../services.ts';

/** Who may read the metrics. */
export type Audience = 'local' | 'all' | 'off';

/** The media type of the text format, https://prometheus.io/docs/instrumenting/exposition_formats/ */
const TEXT_FORMAT = 'text/plain; version=0.0.4; charset=utf-8';

const THIS_MACHINE = new BlockList();
THIS_MACHINE.addSubnet('127.0.0.0', 8, 'ipv4');
THIS_MACHINE.addAddress('::1', 'ipv6');

/** Headers by which a proxy tells that it speaks for somebody else (RFC 7239, and what came before it). */
const FORWARDED = ['forwarded', 'via', 'x-forwarded-for', 'x-real-ip'];

/** `GET /metrics`. They name the accounts, so by default only this machine reads them. */
export function metricsRoute(services: Services, audience: Audience): PublicRoute {
  return {
    method: 'GET',
    path: '/metrics',
    operationId: 'getMetrics',
    section: 'Service',
    summary: 'What the server did so far, for Prometheus',
    description:
      'Answered to connections from the machine of the server, unless the setting `CHAPPE_METRICS` says otherwise; to others there is no such operation.',
    parameters: [],
    answer: {
      description: 'All metrics, in the text format 0.0.4',
      content: { 'text/plain': { schema: Type.String() } },
    },
    errors: ['no-such-operation'],
    handle: async (request, reply) => {
      if (audience === 'off' || (audience === 'local' && !isLocal(request))) {
        throw new Problem('no-such-operation', `no operation has the path of ${request.method} here`);
      }
      const text = await services.metrics();
      reply.header('Content-Type', TEXT_FORMAT);
      reply.header('Cache-Control', 'no-store');
      return reply.send(text);
    },
  };
}

function isLocal({ headers, ip }: FastifyRequest): boolean {
  if (FORWARDED.some((name) => headers[name] !== undefined)) return false;
  return THIS_MACHINE.check(ip, isIPv6(ip) ? 'ipv6' : 'ipv4');
}
