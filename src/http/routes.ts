import type { Route } from './route.ts';
import { actionFeedbackRoutes } from './routes/action-feedback.ts';
import { actionRoutes } from './routes/actions.ts';
import { archivedMessageRoute, archiveRoutes } from './routes/archives.ts';
import { categoryRoutes } from './routes/categories.ts';
import { executionRoutes } from './routes/execution.ts';
import { feedRoutes } from './routes/feeds.ts';
import { fieldRoutes } from './routes/fields.ts';
import { healthRoute } from './routes/health.ts';
import { inboundMailRoute } from './routes/inbound-mail.ts';
import { messageRoute } from './routes/messages.ts';
import { type Audience, metricsRoute } from './routes/metrics.ts';
import { olderSendRoutes } from './routes/older-sends.ts';
import { type PublishLimits, publishRoute } from './routes/publish.ts';
import { renderRoutes } from './routes/render.ts';
import { segmentRoutes } from './routes/segments.ts';
import { serviceRoutes } from './routes/service.ts';
import { targetDeletionRoute } from './routes/target-deletion.ts';
import { targetListRoutes } from './routes/target-lists.ts';
import { targetNotificationsRoute } from './routes/target-notifications.ts';
import { targetSegmentRoutes } from './routes/target-segments.ts';
import { targetRoutes } from './routes/targets.ts';
import { trackingRoutes } from './routes/tracking.ts';
import { validationRoutes } from './routes/validation.ts';
import { valueListRoutes } from './routes/value-lists.ts';
import type { Services } from './services.ts';

/** The table of all routes. */
export function routesOf(
  services: Services,
  settings: PublishLimits & { maxBodyBytes: number; inboundMaxBytes: number; metrics: Audience },
): Route[] {
  const { maxBodyBytes } = settings;
  const keyed = [
    ...targetRoutes(services, maxBodyBytes),
    targetDeletionRoute(services, maxBodyBytes),
    ...targetListRoutes(services, maxBodyBytes),
    ...targetSegmentRoutes(services),
    targetNotificationsRoute(services),
    ...fieldRoutes(services, maxBodyBytes),
    ...valueListRoutes(services, maxBodyBytes),
    ...segmentRoutes(services, maxBodyBytes),
    ...actionRoutes(services, maxBodyBytes),
    ...validationRoutes(services, maxBodyBytes),
    ...executionRoutes(services, maxBodyBytes),
    ...olderSendRoutes(services, maxBodyBytes),
    ...renderRoutes(services, maxBodyBytes),
    messageRoute(services),
    ...actionFeedbackRoutes(services),
    ...archiveRoutes(services),
    ...categoryRoutes(services, maxBodyBytes),
    ...feedRoutes(services),
    publishRoute(services, settings),
    inboundMailRoute(services, settings.inboundMaxBytes),
  ];
  const watching = [healthRoute(services), metricsRoute(services, settings.metrics)];
  const linked = [...trackingRoutes(services), archivedMessageRoute(services)];
  return [...keyed, ...serviceRoutes(keyed, [...linked, ...watching])];
}
