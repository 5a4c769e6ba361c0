import type { Reply } from '@tessera/contract/api/operations';
import type { Currency } from '@tessera/contract/money';
import { hasRole } from '../../platform/actor.ts';
import type { Ctx } from '../../platform/context.ts';
import { allow } from '../../platform/policy.ts';
import { Refusal } from '../../platform/refusal.ts';
import type { Routes } from '../../platform/route.ts';
import { findOrganiser } from '../identity/index.ts';
import { closeTill, moveCash, openTill } from './keep-till.ts';
import { findTill, listTills, sumTill, type Till } from './till.store.ts';

const staff = allow('agent', 'director', 'admin');

export function tillRoutes(routes: Routes): void {
  routes.inTransaction('openTill', staff, async (ctx, { params, body, authorise }) => {
    const { organiserId } = params;
    authorise(ctx, { organiserId });
    if (!(await findOrganiser(ctx, organiserId))) throw new Refusal('not_found');
    const { amountMinor: floatMinor, currency } = body.float;
    return await describeTill(ctx, await openTill(ctx, { organiserId, name: body.name, currency, floatMinor }));
  });

  routes.inTransaction('listTills', staff, async (ctx, { params, authorise }) => {
    authorise(ctx, params);
    if (!(await findOrganiser(ctx, params.organiserId))) throw new Refusal('not_found');
    const items: Reply<'getTill'>[] = [];
    for (const till of await listTills(ctx, params.organiserId)) items.push(await describeTill(ctx, till));
    return { items };
  });

  routes.inTransaction('getTill', staff, async (ctx, { params, authorise }) => {
    const till = await found(ctx, params.tillId);
    authorise(ctx, { organiserId: till.organiserId });
    return await describeTill(ctx, till);
  });

  routes.inTransaction('moveCash', staff, async (ctx, { params, body, authorise }) => {
    const { organiserId } = await found(ctx, params.tillId);
    authorise(ctx, { organiserId });
    await moveCash(ctx, params.tillId, body);
    return await describeTill(ctx, await found(ctx, params.tillId));
  });

  routes.inTransaction('closeTill', staff, async (ctx, { params, body, authorise }) => {
    const { organiserId } = await found(ctx, params.tillId);
    authorise(ctx, { organiserId });
    const mayCloseOthers = hasRole(ctx.actor, ['director', 'admin'], organiserId);
    await closeTill(ctx, params.tillId, { ...body, mayCloseOthers });
    return await describeTill(ctx, await found(ctx, params.tillId));
  });
}

async function found(ctx: Ctx, tillId: string): Promise<Till> {
  const till = await findTill(ctx, tillId);
  if (!till) throw new Refusal('not_found');
  return till;
}

/** What is in an open till is not told: whoever counts it does not know what should be there. */
async function describeTill(ctx: Ctx, till: Till): Promise<Reply<'getTill'>> {
  const sums = await sumTill(ctx, till.id);
  const money = (amountMinor: number) => ({ amountMinor, currency: till.currency as Currency });
  const { id, organiserId, name, openedBy, openedAt, closedAt, expectedMinor, countedMinor } = till;
  return {
    id,
    organiser: organiserId,
    name,
    openedBy,
    openedAt: openedAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
    float: money(sums.floatMinor),
    saleCount: sums.saleCount,
    closing:
      expectedMinor === null || countedMinor === null
        ? null
        : {
            expected: money(expectedMinor),
            counted: money(countedMinor),
            difference: money(countedMinor - expectedMinor),
            cashSales: money(sums.cashSalesMinor),
            terminalSales: money(sums.terminalSalesMinor),
            cashRefunds: money(sums.cashRefundsMinor),
            terminalRefunds: money(sums.terminalRefundsMinor),
            perpetual: money(sums.perpetualMinor),
            hash: sums.hash,
          },
  };
}
