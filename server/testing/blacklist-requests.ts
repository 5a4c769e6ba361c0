import type { blacklistOperations } from '@tessera/contract/api/blacklist-operations';
import { banOf } from './given-a-ban.ts';
import type { ValidRequests } from './valid-request.ts';

/** Valid requests of the operations about who may not come. */
export const blacklistRequests: Pick<ValidRequests, keyof typeof blacklistOperations> = {
  listBans: [{ ask: ({ organiserId }) => ({ params: { organiserId }, query: {} }) }],
  listBanScopes: [{ ask: ({ organiserId }) => ({ params: { organiserId } }) }],
  addBan: [
    {
      ask: ({ organiserId }) => ({
        params: { organiserId },
        body: {
          ...banOf('banned@example.org'),
          startsAt: '2026-05-01T20:00:00.000Z',
          endsAt: '2090-05-01T20:00:00.000Z',
          event: null,
          performance: null,
        },
      }),
    },
  ],
  lookUpBans: [{ ask: ({ organiserId }) => ({ params: { organiserId }, body: { email: 'banned@example.org' } }) }],
  changeBanEnd: [{ ask: ({ banId }) => ({ params: { banId }, body: { endsAt: '2091-05-01T20:00:00.000Z' } }) }],
  liftBan: [{ ask: ({ banToLiftId: banId }) => ({ params: { banId }, body: { note: 'Une méprise' } }) }],
};
