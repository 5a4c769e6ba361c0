import { z } from 'zod';
import type { OperationSchema } from './operation.ts';
import {
  AccountPayout,
  AccountPayouts,
  OpenPayoutAccount,
  PayoutAccount,
  PayoutAccountPage,
  PayoutOnboarding,
  RequestPayout,
} from './payouts.ts';
import { Id } from './values.ts';

const organiser = z.strictObject({ organiserId: Id });

/** Sending organisers what they are owed, to accounts of theirs at a provider. */
export const payoutOperations = {
  listOrganisers: {
    summary: 'Every organiser, by name; for the superadmin',
    replies: { 200: z.object({ items: z.array(z.object({ id: Id, name: z.string() })) }) },
  },
  getPayoutAccount: {
    summary: 'Where an organiser is paid out to',
    params: organiser,
    replies: { 200: PayoutAccountPage },
  },
  openPayoutAccount: {
    summary: 'Open an account for an organiser at the provider; asked again, the one it has',
    params: organiser,
    body: OpenPayoutAccount,
    replies: { 201: PayoutAccount },
  },
  onboardPayoutAccount: {
    summary: 'A page of the provider’s where the organiser says who it is',
    params: organiser,
    replies: { 201: PayoutOnboarding },
  },
  refreshPayoutAccount: {
    summary: 'Ask the provider how the account stands',
    params: organiser,
    replies: { 200: PayoutAccountPage },
  },
  requestPayout: {
    summary: 'Send an organiser what it is owed, or a part of it; never more',
    params: organiser,
    body: RequestPayout,
    replies: { 201: AccountPayout },
    idempotencyKey: 'required',
  },
  listPayouts: {
    summary: 'What was sent to the accounts of an organiser, and where the provider’s statement says otherwise',
    params: organiser,
    replies: { 200: AccountPayouts },
  },
} as const satisfies Record<string, OperationSchema>;
