import { describe } from 'node:test';
import { talliesContract } from '../contract/tallies.contract.ts';
import { eventLogContract } from '../log.contract.ts';
import { eventLogProperties } from '../log.property.ts';
import { sharedLogs } from './make-logs.contract.ts';

const make = sharedLogs();
eventLogContract('the log in SQLite', make);
eventLogProperties('the log in SQLite', make);

describe('the log in SQLite, of which the main thread counts nothing,', () => {
  talliesContract(sharedLogs({ counting: { near: 0, among: Number.MAX_SAFE_INTEGER - 1 } }));
});

describe('the log in SQLite, counted for everybody before anybody is answered,', () => {
  talliesContract(sharedLogs({ counting: { near: 0, among: -1 } }));
});
