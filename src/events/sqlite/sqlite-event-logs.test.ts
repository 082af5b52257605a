import { describe } from 'node:test';
import { talliesContract } from '../contract/tallies.contract.ts';
import { eventLogContract } from '../log.contract.ts';
import { eventLogProperties } from '../log.property.ts';
import { makeLogs } from './make-logs.contract.ts';

eventLogContract('the log in SQLite', () => makeLogs());
eventLogProperties('the log in SQLite', () => makeLogs());

describe('the log in SQLite, of which the main thread counts nothing,', () => {
  talliesContract(() => makeLogs({ counting: { near: 0, among: Number.MAX_SAFE_INTEGER - 1 } }));
});

describe('the log in SQLite, counted for everybody before anybody is answered,', () => {
  talliesContract(() => makeLogs({ counting: { near: 0, among: -1 } }));
});
