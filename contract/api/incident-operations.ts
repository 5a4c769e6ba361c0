import { z } from 'zod';
import { ChangeIncident, Incident, IncidentList, ReportIncident } from './incidents.ts';
import type { OperationSchema } from './operation.ts';
import { Id } from './values.ts';

const performance = z.strictObject({ performanceId: Id });

export const incidentOperations = {
  listIncidents: {
    summary: 'What happened at a performance, what is not closed first, and where something can happen',
    params: performance,
    replies: { 200: IncidentList },
  },
  reportIncident: {
    summary: 'Something happened at a performance',
    params: performance,
    body: ReportIncident,
    replies: { 201: Incident },
    idempotencyKey: 'accepted',
  },
  changeIncident: {
    summary: 'Somebody deals with an incident, it is over, or it is open again',
    params: z.strictObject({ incidentId: Id }),
    body: ChangeIncident,
    replies: { 200: Incident },
    idempotencyKey: 'accepted',
  },
} as const satisfies Record<string, OperationSchema>;
