import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import type { AuthenticatedKey } from '../accounts/key-ring.ts';
import type { Permission } from '../accounts/permissions.ts';
import type { ErrorCode } from './errors.ts';
import type { Parameter } from './parameters.ts';

/** One representation of a body: its schema and an example. */
export type Content = { schema: TSchema; example?: unknown; description?: string };

/** The successful answer of a route, as the documentation shows it. */
export type Answer = {
  /** 200 unless it says otherwise. */
  status?: 204;
  description: string;
  headers?: Record<string, { schema: TSchema; description: string }>;
  /** By media type. */
  content: Record<string, Content>;
};

/** Everything about an operation that is known before a request comes. */
type Description = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `{name}` for path parameters. */
  path: string;
  /** Other paths by which old clients call the operation; the documentation shows the one above. */
  aliases?: readonly string[];
  /** Its last parameter is the rest of the path, of any length. */
  longParameter?: true;
  /** Requests are counted by the address that they come from, as they have no key. */
  limit?: 'address';
  /** Unique name, for generated clients. */
  operationId: string;
  section: string;
  summary: string;
  description?: string;
  parameters: readonly Parameter[];
  body?: { description: string; optional?: boolean; content: Record<string, Content> };
  answer: Answer;
  /** Answers with another status that are neither a success nor a problem, by status. */
  otherAnswers?: Readonly<Record<number, Answer>>;
  /** Errors of its own; those that every route can answer with are added from the table. */
  errors: readonly ErrorCode[];
};

/** An operation that needs a key. */
export type KeyedRoute = Description & {
  permission: Permission;
  handle: (request: FastifyRequest, reply: FastifyReply, key: AuthenticatedKey) => Promise<unknown>;
};

/** An operation for everyone. */
export type PublicRoute = Description & {
  permission?: undefined;
  handle: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
};

/** One line of the table of routes: HTTP, documentation, OpenAPI and tests are made from it. */
export type Route = KeyedRoute | PublicRoute;
