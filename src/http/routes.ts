import type { Route } from './route.ts';
import { feedRoutes } from './routes/feeds.ts';
import { healthRoute } from './routes/health.ts';
import { type Audience, metricsRoute } from './routes/metrics.ts';
import { type PublishLimits, publishRoute } from './routes/publish.ts';
import { serviceRoutes } from './routes/service.ts';
import type { Services } from './services.ts';

/** The table of all routes. */
export function routesOf(services: Services, settings: PublishLimits & { metrics: Audience }): Route[] {
  const keyed = [...feedRoutes(services), publishRoute(services, settings)];
  const watching = [healthRoute(services), metricsRoute(services, settings.metrics)];
  return [...keyed, ...serviceRoutes(keyed, watching)];
}
