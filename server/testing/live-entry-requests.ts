import type { authorityOperations } from '@tessera/contract/api/authority-operations';
import type { incidentOperations } from '@tessera/contract/api/incident-operations';
import type { liveEntryOperations } from '@tessera/contract/api/live-entry-operations';
import type { Targets } from './two-houses.ts';
import type { ValidRequests } from './valid-request.ts';

type Names = keyof typeof liveEntryOperations | keyof typeof incidentOperations | keyof typeof authorityOperations;

const ofPerformance = { ask: ({ performanceId }: Targets) => ({ params: { performanceId } }) };
const ofOrganiser = { ask: ({ organiserId }: Targets) => ({ params: { organiserId } }) };

/** Valid requests of the operations about who comes in, what happens there, and the authority that looks at it. */
export const liveEntryRequests: Pick<ValidRequests, Names> = {
  listEntries: [ofOrganiser],
  getLiveEntry: [ofPerformance],
  listIncidents: [ofPerformance],
  reportIncident: [
    {
      ask: ({ performanceId, gateId, parterreId }) => ({
        params: { performanceId },
        body: { kind: 'medical', severity: 'minor', gate: gateId, zone: parterreId, words: 'Un malaise au rang 3' },
      }),
    },
  ],
  changeIncident: [
    {
      ask: ({ incidentId }) => ({ params: { incidentId }, body: { state: 'closed', note: 'Les secours sont là' } }),
    },
  ],
  listAuthorityAccesses: [ofOrganiser],
  grantAuthorityAccess: [
    {
      ask: ({ organiserId, authorityAccountId: account, performanceId: performance }) => ({
        params: { organiserId },
        body: { account, performance, day: null, startsAt: new Date().toISOString(), endsAt: tomorrow() },
      }),
    },
  ],
  revokeAuthorityAccess: [{ ask: ({ accessToRevokeId: accessId }) => ({ params: { accessId } }) }],
  listAuthorityViews: [{ ask: ({ organiserId }) => ({ params: { organiserId }, query: {} }) }],
  listOpenAccesses: [{ ask: () => ({}), aboutNothing: true }],
  getAuthorityEntry: [ofPerformance],
  getAuthorityReport: [
    { ask: ({ performanceId }) => ({ params: { performanceId }, query: { locale: 'en' as const } }) },
  ],
  getSignedReport: [{ ask: ({ reportId }) => ({ params: { reportId } }) }],
};

function tomorrow(): string {
  return new Date(Date.now() + 86_400_000).toISOString();
}
