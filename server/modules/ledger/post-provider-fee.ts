import type { Ctx } from '../../platform/context.ts';
import { post } from './post.ts';
import { legsOfProviderFee } from './rules.ts';

/** What a provider kept of a movement, in minor units of one currency; negative: it gave it back. */
export type ProviderFee = {
  /** The movement, as `provider:line` of its statement. */
  readonly reference: string;
  readonly organiserId: string;
  readonly currency: string;
  readonly feeMinor: number;
};

/** Books it once per movement. */
export async function postProviderFee(
  ctx: Ctx,
  { reference, organiserId, currency, feeMinor }: ProviderFee,
): Promise<void> {
  if (feeMinor === 0) return;
  await post(ctx, { kind: 'provider_fee', reference, organiserId, currency, legs: legsOfProviderFee(feeMinor) });
}
