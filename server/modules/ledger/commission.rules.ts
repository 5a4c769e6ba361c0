import { shareOf, splitByWeight } from '@tessera/contract/money';
import type { Leg } from './rules.ts';

export type Step = { readonly fromTickets: number; readonly basisPoints: number };
export type CommissionPlan =
  | { readonly kind: 'fixed'; readonly perTicketMinor: number }
  | { readonly kind: 'percent'; readonly basisPoints: number }
  | { readonly kind: 'stepped'; readonly steps: readonly Step[] };
/** priceMinor: the price of the places without booking fees. soldBefore: tickets of the month before this order. */
export type Commissioned = {
  readonly priceMinor: number;
  readonly placeCount: number;
  readonly soldBefore: number;
};
/** What an order's commission stands at, in minor units. */
export type OrderCommission = {
  readonly priceMinor: number;
  readonly commissionMinor: number;
  readonly returnedPriceMinor: number;
  readonly givenBackMinor: number;
};

/** What the platform keeps, in minor units: never more than the price. Each place of a stepped plan counts as an equal part of it. */
export function commissionOf(plan: CommissionPlan, { priceMinor, placeCount, soldBefore }: Commissioned): number {
  if (plan.kind === 'fixed') return Math.min(priceMinor, plan.perTicketMinor * placeCount);
  if (plan.kind === 'percent') return shareOf(priceMinor, plan.basisPoints);
  const steps = [...plan.steps].sort((a, b) => a.fromTickets - b.fromTickets);
  const soldAfter = soldBefore + placeCount;
  const counts = steps.map(({ fromTickets }, index) => {
    const next = steps[index + 1]?.fromTickets ?? soldAfter;
    return Math.max(0, Math.min(soldAfter, next) - Math.max(soldBefore, fromTickets));
  });
  const counted = counts.reduce((total, count) => total + count, 0);
  const [, ...parts] = splitByWeight(priceMinor, [placeCount - counted, ...counts]);
  const total = parts.reduce((sum, part, index) => sum + shareOf(part, steps[index]?.basisPoints ?? 0), 0);
  return Math.min(priceMinor, total);
}

/**
 * What a return gives back of the commission: the whole so far in proportion to the price returned so far, less what was given
 * back already. However an order is returned, all of it returned is all of it given back.
 */
export function givenBackBy(order: OrderCommission, priceMinor: number): number {
  const returned = BigInt(order.returnedPriceMinor + priceMinor);
  return Number((BigInt(order.commissionMinor) * returned) / BigInt(order.priceMinor)) - order.givenBackMinor;
}

/** The organiser pays the platform; a negative amount is given back. */
export function legsOfCommission(amountMinor: number): Leg[] {
  return [
    { account: 'organiser_payable', amountMinor },
    { account: 'commission', amountMinor: -amountMinor },
  ];
}
