import type { Command } from 'commander';
import { registerAcceptLoss } from './events-accept-loss.ts';
import { registerEventsExport } from './events-export.ts';
import { registerEventsImport } from './events-import.ts';
import { registerEventsPurge } from './events-purge.ts';

/** `chappe events …` */
export function registerEvents(program: Command): void {
  const events = program.command('events').description('Move events in and out in bulk, and delete old ones');
  registerEventsImport(events);
  registerEventsExport(events);
  registerEventsPurge(events);
  registerAcceptLoss(events);
}
