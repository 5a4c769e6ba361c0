import type { doorOperations } from '@tessera/contract/api/door-operations';
import type { ValidRequests } from './valid-request.ts';

/** Valid requests of the operations by which doors are prepared. */
export const doorRequests: Pick<ValidRequests, keyof typeof doorOperations> = {
  listDoors: [{ ask: ({ organiserId }) => ({ params: { organiserId } }) }],
  getDoorPlan: [{ ask: ({ performanceId }) => ({ params: { performanceId } }) }],
};
