import { giftCardCode } from '@tessera/contract/gift-card-code';
import type { Ctx } from '../../platform/context.ts';

/** The code of a card: the same each time, so that a mail can carry it though no table holds it. */
export function codeOf({ secrets }: Ctx, cardId: string): string {
  return giftCardCode(secrets.fingerprint('gift card code', cardId));
}

/** By which a card is found again from its code. */
export function hashOf({ secrets }: Ctx, code: string): Buffer {
  return secrets.fingerprint('gift card', code);
}
