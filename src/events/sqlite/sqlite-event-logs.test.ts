import { eventLogContract } from '../log.contract.ts';
import { eventLogProperties } from '../log.property.ts';
import { makeLogs } from './make-logs.contract.ts';

eventLogContract('the log in SQLite', makeLogs);
eventLogProperties('the log in SQLite', makeLogs);
