import { actionRecordsContract } from '../records.contract.ts';
import { MemoryActionRecords } from './memory-action-records.ts';

actionRecordsContract(async () => {
  const one = new MemoryActionRecords();
  return { one, other: new MemoryActionRecords(), open: () => one };
});
