import { eventLogContract } from '../log.contract.ts';
import { eventLogProperties } from '../log.property.ts';
import { MemoryEventLogs } from './memory-event-log.ts';

async function make() {
  const logs = new MemoryEventLogs();
  return { logs, dispose: () => logs.close() };
}

eventLogContract('the log in memory', make);
eventLogProperties('the log in memory', make);
