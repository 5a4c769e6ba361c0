import { randomUUID } from 'node:crypto';
import type { gateOperations } from '@tessera/contract/api/gate-operations';
import type { Targets } from './two-houses.ts';
import { usualPolicy } from './usual-policy.ts';
import type { ValidRequests } from './valid-request.ts';

const ofPerformance = { ask: ({ performanceId }: Targets) => ({ params: { performanceId } }) };
const ofOrganiser = { ask: ({ organiserId }: Targets) => ({ params: { organiserId } }) };
const ofTicket = { ask: ({ paidOrder: { ticketId } }: Targets) => ({ params: { ticketId } }) };
const ofNothing = { ask: () => ({}), aboutNothing: true } as const;
/** Valid requests of the operations about doors and devices. */
export const gateRequests: Pick<ValidRequests, keyof typeof gateOperations> = {
  listAccessPoints: [ofNothing],
  scanTickets: [
    {
      ask: ({ accessPointId }) => ({
        params: { accessPointId },
        body: { scans: [{ id: randomUUID(), code: 'not a ticket', scannedAt: new Date().toISOString() }] },
      }),
    },
  ],
  confirmScans: [
    { ask: ({ accessPointId }) => ({ params: { accessPointId }, body: { scans: [{ id: randomUUID() }] } }) },
  ],
  uploadScans: [
    {
      ask: ({ accessPointId }) => ({
        params: { accessPointId },
        body: {
          scans: [{ id: randomUUID(), code: 'not a ticket', direction: 'in', verdict: 'refused', agoMs: 60_000 }],
        },
      }),
    },
  ],
  listDevices: [ofOrganiser],
  enrolDevice: [{ ask: ({ organiserId }) => ({ params: { organiserId }, body: { name: 'Porte A' } }) }],
  renewEnrolment: [{ ask: ({ deviceId }) => ({ params: { deviceId } }) }],
  revokeDevice: [{ ask: ({ deviceToRevokeId: deviceId }) => ({ params: { deviceId } }) }],
  redeemEnrolment: [
    {
      ask: async (_at, { at, newEnrolmentCode }) => ({ body: { code: await newEnrolmentCode(at.house.organiserId) } }),
      aboutNothing: true,
    },
  ],
  getOwnDevice: [ofNothing],
  startShift: [
    {
      ask: ({ performanceId, accessPointId }) => ({
        body: {
          id: randomUUID(),
          performance: performanceId,
          accessPoint: accessPointId,
          direction: 'in',
          agent: 'Nour',
          checks: [{ name: 'camera', isGood: true }],
        },
      }),
    },
  ],
  endShift: [{ ask: ({ shiftId }) => ({ params: { shiftId }, body: { unsent: 0 } }) }],
  syncDevice: [{ ask: () => ({ body: { unsent: 0 } }), aboutNothing: true }],
  getAdmissionList: [{ ask: ({ performanceId }) => ({ params: { performanceId }, query: {} }) }],
  searchTickets: [{ ask: ({ performanceId }) => ({ params: { performanceId }, query: { text: 'Lina' } }) }],
  getEntryPolicy: [ofPerformance],
  setEntryPolicy: [
    {
      ask: ({ performanceId }) => ({ params: { performanceId }, body: usualPolicy }),
    },
  ],
  getLanes: [ofPerformance],
  setLanes: [{ ask: ({ performanceId, deviceId }) => ({ params: { performanceId }, body: { devices: [deviceId] } }) }],
  simulateScan: [
    {
      ask: ({ performanceId, accessPointId, paidOrder }) => ({
        params: { performanceId },
        body: {
          ticket: paidOrder.serial,
          accessPoint: accessPointId,
          direction: 'in',
          at: '2026-06-01T18:05:00.000Z',
        },
      }),
    },
  ],
  listScanConflicts: [ofPerformance],
  acknowledgeScanConflict: [{ ask: ({ conflictId }) => ({ params: { conflictId } }) }],
  suspendTicket: [{ ask: ({ paidOrder: { ticketId } }) => ({ params: { ticketId }, body: { reason: 'lost' } }) }],
  resumeTicket: [ofTicket],
  replaceTicketCode: [ofTicket],
  rotateSigningKey: [ofOrganiser],
};
