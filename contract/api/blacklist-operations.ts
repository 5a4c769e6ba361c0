import { z } from 'zod';
import {
  AddBan,
  Ban,
  BanPage,
  BanScopes,
  ChangeBanEnd,
  FoundBans,
  LiftBan,
  ListBans,
  LookUpBans,
} from './blacklist.ts';
import type { OperationSchema } from './operation.ts';
import { Id } from './values.ts';

const organiser = z.strictObject({ organiserId: Id });
const ban = z.strictObject({ banId: Id });

export const blacklistOperations = {
  listBans: {
    summary: 'Who may not come to an organiser, newest first',
    params: organiser,
    query: ListBans,
    replies: { 200: BanPage },
  },
  listBanScopes: {
    summary: 'What of an organiser somebody can be banned from: its events and their performances to come',
    params: organiser,
    replies: { 200: BanScopes },
  },
  addBan: {
    summary: 'Somebody may not buy nor come any more; what they have paid stays paid',
    params: organiser,
    body: AddBan,
    replies: { 201: Ban },
    idempotencyKey: 'required',
  },
  lookUpBans: {
    summary: 'The bans of whoever has this address, also those that are over',
    params: organiser,
    body: LookUpBans,
    replies: { 200: FoundBans },
  },
  changeBanEnd: {
    summary: 'A ban that is not over ends then',
    params: ban,
    body: ChangeBanEnd,
    replies: { 200: Ban },
    idempotencyKey: 'accepted',
  },
  liftBan: {
    summary: 'A ban counts no more, for a reason; it stays in the list of those that are over',
    params: ban,
    body: LiftBan,
    replies: { 200: Ban },
    idempotencyKey: 'accepted',
  },
} as const satisfies Record<string, OperationSchema>;
