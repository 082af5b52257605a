import { readdir } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { VERSION } from '../config/version.ts';
import type { PrometheusMeter } from './prometheus.ts';

/** How often the delay of the event loop is looked at, in milliseconds; an idle server shall stay idle. */
const RESOLUTION = 20;

/** Lists the open files of this process on Linux. Elsewhere there is no such folder, and the gauge has no value. */
const OPEN_FILES = '/proc/self/fd';

/** Reads what can be known of the process. Call what it returns to stop. */
export function readProcess(meter: PrometheusMeter): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  delay.enable();
  meter.read('chappe_info', () => [{ labels: { version: VERSION, node: process.version }, value: 1 }]);
  meter.read('chappe_event_loop_delay_seconds', () => {
    const half = { labels: { quantile: '0.5' as const }, value: secondsLate(delay.percentile(50)) };
    const most = { labels: { quantile: '0.99' as const }, value: secondsLate(delay.percentile(99)) };
    const worst = { labels: { quantile: '1' as const }, value: secondsLate(delay.max) };
    delay.reset();
    return [half, most, worst];
  });
  meter.read('chappe_heap_used_bytes', () => alone(process.memoryUsage().heapUsed));
  meter.read('process_resident_memory_bytes', () => alone(process.memoryUsage.rss()));
  meter.read('process_cpu_seconds_total', () => {
    const { user, system } = process.cpuUsage();
    return alone((user + system) / 1e6);
  });
  meter.read('process_open_fds', async () => alone((await readdir(OPEN_FILES)).length));
  meter.read('process_start_time_seconds', () => alone(performance.timeOrigin / 1000));
  return () => delay.disable();
}

function alone(value: number): { labels: Record<never, never>; value: number }[] {
  return [{ labels: {}, value }];
}

/** The monitor measures, in nanoseconds, from one look to the next; only what is beyond its resolution is delay. */
function secondsLate(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e9 - RESOLUTION / 1000);
}
