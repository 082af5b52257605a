import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { servicesOver } from '../../../test/support/services.ts';
import { MemoryEventLog } from '../../events/memory/memory-event-log.ts';
import { createApp } from '../app.ts';
import { metricsRoute } from './metrics.ts';

test('only connections from this machine are local, in every way in which systems write them', async (t) => {
  const services = servicesOver(new MemoryEventLog());
  const app = await createApp({
    services,
    routes: [metricsRoute(services, 'local')],
    logger: pino({ level: 'silent' }),
    rateLimit: 0,
    addressLimit: 0,
    stallTimeout: 30,
  });
  t.after(() => app.close());
  const statusFor = async (remoteAddress: string) =>
    (await app.inject({ url: '/metrics', remoteAddress })).statusCode;
  for (const address of ['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'])
    assert.equal(await statusFor(address), 200, address);
  for (const address of ['10.0.0.1', '128.0.0.1', '::ffff:10.0.0.1', '2001:db8::1', '::'])
    assert.equal(await statusFor(address), 404, address);
});
