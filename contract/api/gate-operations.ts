import { z } from 'zod';
import {
  ConfirmedScans,
  ConfirmScans,
  Device,
  DeviceList,
  EndShift,
  EnrolDevice,
  EnrolledDevice,
  Enrolment,
  EntryPolicy,
  FoundTickets,
  Lanes,
  OwnDevice,
  RedeemEnrolment,
  ScanConflict,
  ScanConflictList,
  ScanResults,
  ScanTickets,
  SetLanes,
  Shift,
  SimulateScan,
  Simulation,
  StartShift,
  SuspendTicket,
  SyncDevice,
  Synced,
  UploadedScans,
  UploadScans,
} from './gate.ts';
import type { OperationSchema } from './operation.ts';
import { AccessPointList, Ticket } from './tickets.ts';
import { Id } from './values.ts';

const organiser = z.strictObject({ organiserId: Id });
const performance = z.strictObject({ performanceId: Id });
const accessPoint = z.strictObject({ accessPointId: Id });
const device = z.strictObject({ deviceId: Id });
const ticket = z.strictObject({ ticketId: Id });

export const gateOperations = {
  listAccessPoints: {
    summary: 'Where the caller may scan, with the performances of the day',
    replies: { 200: AccessPointList },
  },
  scanTickets: {
    summary: 'Judge and record scans',
    params: accessPoint,
    body: ScanTickets,
    replies: { 200: ScanResults },
  },
  confirmScans: {
    summary: 'Those who were offered an admission have gone in',
    params: accessPoint,
    body: ConfirmScans,
    replies: { 200: ConfirmedScans },
  },
  uploadScans: {
    summary: 'Record what was decided without the server; each scan once',
    params: accessPoint,
    body: UploadScans,
    replies: { 200: UploadedScans },
  },
  listDevices: { summary: 'The scanners of an organiser', params: organiser, replies: { 200: DeviceList } },
  enrolDevice: {
    summary: 'Let a phone scan: it reads the code within ten minutes',
    params: organiser,
    body: EnrolDevice,
    replies: { 201: Enrolment },
  },
  renewEnrolment: {
    summary: 'A new code for a device; what it had until now no longer counts',
    params: device,
    replies: { 200: Enrolment },
  },
  revokeDevice: { summary: 'A device may not scan any more', params: device, replies: { 200: Device } },
  redeemEnrolment: {
    summary: 'A phone that read its code becomes the device',
    body: RedeemEnrolment,
    replies: { 200: EnrolledDevice },
  },
  getOwnDevice: { summary: 'What the calling device may do', replies: { 200: OwnDevice } },
  startShift: {
    summary: 'A device begins to scan, ending the shift it had',
    body: StartShift,
    replies: { 200: Shift },
  },
  endShift: {
    summary: 'A device has done; what is not sent yet may still be sent',
    params: z.strictObject({ shiftId: Id }),
    body: EndShift,
    replies: { 200: Shift },
  },
  syncDevice: {
    summary: 'A sign of life of a device, and what it should know',
    body: SyncDevice,
    replies: { 200: Synced },
  },
  getAdmissionList: {
    summary: 'The rights of a performance for doors without a network, or what changed since a version of it; not JSON',
    params: performance,
    query: z.strictObject({
      since: z
        .string()
        .regex(/^\d{1,19}\.[\w-]{12}$/)
        .optional(),
    }),
    replies: { 200: null },
  },
  searchTickets: {
    summary: 'Tickets by serial, order reference, seat or name, for somebody whose code cannot be read',
    params: performance,
    query: z.strictObject({ text: z.string().min(2).max(80) }),
    replies: { 200: FoundTickets },
  },
  getEntryPolicy: { summary: 'Who is let in how at a performance', params: performance, replies: { 200: EntryPolicy } },
  setEntryPolicy: {
    summary: 'Change who is let in how at a performance',
    params: performance,
    body: EntryPolicy,
    replies: { 200: EntryPolicy },
  },
  getLanes: { summary: 'Which device owns which share of the tickets', params: performance, replies: { 200: Lanes } },
  setLanes: {
    summary: 'Share the tickets of a performance out among devices, so that each is let in by one only',
    params: performance,
    body: SetLanes,
    replies: { 200: Lanes },
  },
  simulateScan: {
    summary: 'What would be said of a ticket at a door at some time, and why; nothing is recorded',
    params: performance,
    body: SimulateScan,
    replies: { 200: Simulation },
  },
  listScanConflicts: {
    summary: 'Admissions that should not have been, found when devices came back, newest first',
    params: performance,
    replies: { 200: ScanConflictList },
  },
  acknowledgeScanConflict: {
    summary: 'Somebody has looked into a conflict',
    params: z.strictObject({ conflictId: Id }),
    replies: { 200: ScanConflict },
  },
  suspendTicket: {
    summary: 'A ticket lets nobody in until it is resumed',
    params: ticket,
    body: SuspendTicket,
    replies: { 200: Ticket },
  },
  resumeTicket: { summary: 'A suspended ticket is good again', params: ticket, replies: { 200: Ticket } },
  rotateSigningKey: {
    summary: 'Sign new codes with a new key; those that are out stay good',
    params: organiser,
    replies: { 204: null },
  },
  replaceTicketCode: {
    summary: 'A new code for a ticket; the one it had is dead at once',
    params: ticket,
    replies: { 200: Ticket },
  },
} as const satisfies Record<string, OperationSchema>;
