import { dispatchContract } from '../dispatch.contract.ts';
import { MemoryDispatch } from './memory-dispatch.ts';

dispatchContract(async () => {
  const dispatch = new MemoryDispatch();
  return { dispatch, taken: async () => dispatch.orders };
});
