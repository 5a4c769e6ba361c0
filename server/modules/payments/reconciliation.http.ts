import type { Reply } from '@tessera/contract/api/operations';
import { isSuperadmin } from '../../platform/actor.ts';
import type { Log } from '../../platform/log.ts';
import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import type { InTransaction } from '../../platform/transaction.ts';
import { findOrganiser } from '../identity/index.ts';
import type { Providers } from './providers/index.ts';
import { readStatements } from './read-statements.ts';
import { differencesOf } from './reconciliation.rules.ts';
import {
  type ComparedPayment,
  listStatementDays,
  listStatements,
  listStrangeLines,
  listUnequal,
  type StrangeLine,
} from './reconciliation.store.ts';

type App = { readonly inTransaction: InTransaction; readonly providers: Providers; readonly log: Log };
const who = allow('director', 'admin');
const rowsMax = 500;
const readingsPerMinute = 12;
const dayMilliseconds = 86_400_000;

export function reconciliationRoutes(routes: Routes, app: App): void {
  routes.inTransaction('getReconciliation', who, async (ctx, { params, query, authorise }) => {
    const { organiserId } = params;
    authorise(ctx, { organiserId });
    if (!(await findOrganiser(ctx, organiserId))) throw new Refusal('not_found');
    const period = { from: new Date(query.from), until: new Date(Date.parse(query.to) + dayMilliseconds) };
    const statements = await listStatements(ctx);
    const unequal = await listUnequal(ctx, organiserId, period, rowsMax);
    const strange = isSuperadmin(ctx.actor) ? await listStrangeLines(ctx, period, rowsMax) : [];
    return {
      statements: statements.map(({ provider, completeUntil, readAt }) => ({
        provider,
        completeUntil: completeUntil.toISOString(),
        readAt: readAt.toISOString(),
      })),
      days: await listStatementDays(ctx, organiserId, period),
      differences: unequal.flatMap(describeDifference),
      strange: strange.map(describeStrange),
    };
  });

  routes.outside(
    'readStatements',
    who,
    async ({ params, actor, authorise }) => {
      const { organiserId } = params;
      await app.inTransaction(actor, async (ctx) => {
        authorise(ctx, { organiserId });
        if (!(await findOrganiser(ctx, organiserId))) throw new Refusal('not_found');
      });
      const readings = await readStatements(app);
      return {
        items: readings.map((reading) => ({
          ...reading,
          completeUntil: reading.completeUntil?.toISOString() ?? null,
        })),
      };
    },
    { perMinute: readingsPerMinute },
  );
}

function describeDifference(payment: ComparedPayment): Reply<'getReconciliation'>['differences'] {
  const kinds = differencesOf(payment);
  if (kinds.length === 0) return [];
  const { paymentId, reference: order, provider, currency, capturedMinor, refundedMinor, theirs } = payment;
  const there = { capturedMinor: theirs.capturedMinor, refundedMinor: theirs.refundedMinor };
  return [{ payment: paymentId, order, provider, currency, kinds, here: { capturedMinor, refundedMinor }, there }];
}

function describeStrange({ lineId, bookedAt, providerPaymentId, ...line }: StrangeLine) {
  return { ...line, line: lineId, bookedAt: bookedAt.toISOString(), providerPayment: providerPaymentId };
}
