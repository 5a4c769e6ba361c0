import { z } from 'zod';
import {
  AuthorityAccess,
  AuthorityAccesses,
  AuthorityEntry,
  AuthorityViews,
  GrantAccess,
  ListAuthorityViews,
  OpenAccesses,
  SignedReport,
} from './authority.ts';
import type { OperationSchema } from './operation.ts';
import { Id, Locale } from './values.ts';

const organiser = z.strictObject({ organiserId: Id });
const performance = z.strictObject({ performanceId: Id });

export const authorityOperations = {
  listAuthorityAccesses: {
    summary: 'Who of an authority may look at what until when, and who could be let',
    params: organiser,
    replies: { 200: AuthorityAccesses },
  },
  grantAuthorityAccess: {
    summary: 'Somebody of an authority may look at a performance, or all of a day, for a time',
    params: organiser,
    body: GrantAccess,
    replies: { 201: AuthorityAccess },
    idempotencyKey: 'required',
  },
  revokeAuthorityAccess: {
    summary: 'An access is over at once',
    params: z.strictObject({ accessId: Id }),
    replies: { 200: AuthorityAccess },
    idempotencyKey: 'accepted',
  },
  listAuthorityViews: {
    summary: 'What authorities have looked at and taken away, newest first',
    params: organiser,
    query: ListAuthorityViews,
    replies: { 200: AuthorityViews },
  },
  listOpenAccesses: { summary: 'What the calling authority may look at now', replies: { 200: OpenAccesses } },
  getAuthorityEntry: {
    summary:
      'The figures of a performance for an authority, without anything that tells of a person; each look is kept',
    params: performance,
    replies: { 200: AuthorityEntry },
  },
  getAuthorityReport: {
    summary: 'The same as a PDF that the organiser signs; each is a report of its own, as of when it is asked for',
    params: performance,
    query: z.strictObject({ locale: Locale.optional() }),
    replies: { 200: null },
  },
  getSignedReport: {
    summary: 'What was signed of a report, for whoever has it: its SHA-256, the signature and the organiser’s key',
    params: z.strictObject({ reportId: Id }),
    replies: { 200: SignedReport },
  },
} as const satisfies Record<string, OperationSchema>;
