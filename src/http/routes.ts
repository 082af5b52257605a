import type { Route } from './route.ts';
import { feedRoutes } from './routes/feeds.ts';
import { type PublishLimits, publishRoute } from './routes/publish.ts';
import { serviceRoutes } from './routes/service.ts';
import type { Services } from './services.ts';

/** The table of all routes. */
export function routesOf(services: Services, limits: PublishLimits): Route[] {
  const keyed = [...feedRoutes(services), publishRoute(services, limits)];
  return [...keyed, ...serviceRoutes(keyed)];
}
