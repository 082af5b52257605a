import { type EventLog, LogFull } from '../events/log.ts';
import type { Meter } from './meter.ts';

type Appends = Pick<EventLog, 'append'>;

/** A log whose commits are counted and timed. */
export function measuredAppends(log: Appends, meter: Meter): Appends {
  return {
    async append(entries) {
      const begun = performance.now();
      try {
        const appended = await log.append(entries);
        const repeated = appended.duplicates.filter(Boolean).length;
        meter.observe('chappe_commit_duration_seconds', {}, (performance.now() - begun) / 1000);
        meter.observe('chappe_commit_events', {}, entries.length);
        meter.count('chappe_commits_total', { result: 'stored' });
        meter.count('chappe_events_published_total', { result: 'accepted' }, entries.length - repeated);
        meter.count('chappe_events_published_total', { result: 'duplicate' }, repeated);
        return appended;
      } catch (error) {
        meter.count('chappe_commits_total', { result: error instanceof LogFull ? 'full' : 'failed' });
        meter.count('chappe_events_published_total', { result: 'failed' }, entries.length);
        throw error;
      }
    },
  };
}
