import type { Route } from './route.ts';
import { categoryRoutes } from './routes/categories.ts';
import { feedRoutes } from './routes/feeds.ts';
import { fieldRoutes } from './routes/fields.ts';
import { healthRoute } from './routes/health.ts';
import { type Audience, metricsRoute } from './routes/metrics.ts';
import { type PublishLimits, publishRoute } from './routes/publish.ts';
import { serviceRoutes } from './routes/service.ts';
import { valueListRoutes } from './routes/value-lists.ts';
import type { Services } from './services.ts';

/** The table of all routes. */
export function routesOf(
  services: Services,
  settings: PublishLimits & { maxBodyBytes: number; metrics: Audience },
): Route[] {
  const { maxBodyBytes } = settings;
  const keyed = [
    ...fieldRoutes(services, maxBodyBytes),
    ...valueListRoutes(services, maxBodyBytes),
    ...categoryRoutes(services, maxBodyBytes),
    ...feedRoutes(services),
    publishRoute(services, settings),
  ];
  const watching = [healthRoute(services), metricsRoute(services, settings.metrics)];
  return [...keyed, ...serviceRoutes(keyed, watching)];
}
