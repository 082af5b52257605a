import Type from 'typebox';
import { openApiOf } from '../openapi.ts';
import { errorsPage, referencePage } from '../reference-page.ts';
import type { PublicRoute, Route } from '../route.ts';

/** No page of the server may load anything from elsewhere, nor run a script. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The routes for everyone: those to watch the server, and the documentation of all routes. */
export function serviceRoutes(documented: readonly Route[], watching: readonly PublicRoute[]): PublicRoute[] {
  const routes: PublicRoute[] = [
    ...watching,
    document(
      '/openapi.json',
      'getOpenApi',
      'The OpenAPI 3.1 description of this API',
      'application/json',
      () => JSON.stringify(openApiOf([...documented, ...routes])),
    ),
    document('/docs', 'getReference', 'The reference of this API as a page', 'text/html', () =>
      referencePage([...documented, ...routes]),
    ),
    document(
      '/docs/errors',
      'getErrorReference',
      'Every error with its meaning and remedy',
      'text/html',
      errorsPage,
    ),
  ];
  return routes;
}

function document(
  path: string,
  operationId: string,
  summary: string,
  type: string,
  make: () => string,
): PublicRoute {
  let made: Buffer | undefined;
  return {
    method: 'GET',
    path,
    operationId,
    section: 'Service',
    summary,
    parameters: [],
    answer: {
      description: 'The document',
      content: { [type]: { schema: type === 'application/json' ? Type.Object({}) : Type.String() } },
    },
    errors: [],
    handle: async (_request, reply) => {
      made ??= Buffer.from(make());
      reply.header('Content-Type', type === 'text/html' ? 'text/html; charset=utf-8' : type);
      if (type === 'text/html') reply.header('Content-Security-Policy', PAGE_POLICY);
      return reply.send(made);
    },
  };
}
