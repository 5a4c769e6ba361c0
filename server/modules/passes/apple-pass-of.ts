import type { Ctx } from '../../platform/context.ts';
import { type ApplePass, applePass } from './apple-pass.rules.ts';
import type { PassWords } from './pass-words.rules.ts';
import type { Apple } from './wallets.ts';

/** The pass of a ticket as Apple Wallet takes it, with the token by which a phone shows later that it has it. */
export function applePassOf({ secrets }: Ctx, words: PassWords, { issuer }: Apple): ApplePass {
  const { passTypeId, teamId, webServiceUrl } = issuer;
  const authenticationToken = secrets.capability(passSubject(words.ticketId));
  return applePass(words, { passTypeId, teamId, webServiceUrl, authenticationToken });
}

/** What the token of a pass opens: the pass, and not the ticket. */
export function passSubject(ticketId: string): string {
  return `pass ${ticketId}`;
}
