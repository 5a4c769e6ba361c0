import { system } from '../../platform/actor.ts';
import type { Worker } from '../../platform/jobs.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { pushPass } from './push-pass.ts';
import { refreshPasses, refreshPerformance } from './refresh-passes.ts';
import type { Wallets } from './wallets.ts';
import { writeObject } from './write-object.ts';

type App = { readonly inTransaction: InTransaction; readonly wallets: Wallets };

/** On what changes tickets: those that an announcement lists, or the one it is about. */
export function refreshTicketsListener(inTransaction: InTransaction): Worker['work'] {
  return ({ subjectId, payload }) => {
    const listed = payload['ticketIds'];
    const ticketIds = Array.isArray(listed) ? listed.map(String) : [subjectId];
    return inTransaction(system('refresh-passes'), (ctx) => refreshPasses(ctx, ticketIds));
  };
}

/** On what changes a performance: where its seats are, its gates, its hours. */
export function refreshPerformanceListener(inTransaction: InTransaction): Worker['work'] {
  return ({ subjectId }) => refreshPerformance(inTransaction, subjectId);
}

/** On passes.pass_changed: tell the phones that have it. */
export function pushPassListener({ inTransaction, wallets: { apple } }: App): Worker['work'] {
  return async ({ subjectId }) => {
    if (apple) await pushPass({ inTransaction, apple }, subjectId);
  };
}

/** On passes.pass_changed: tell Google, if its holder ever wanted it there. */
export function writeObjectListener({ inTransaction, wallets: { google } }: App): Worker['work'] {
  return async ({ subjectId }) => {
    if (google) await writeObject({ inTransaction, google }, subjectId);
  };
}
