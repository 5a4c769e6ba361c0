export { payoutRequestedKind } from './announcements.ts';
export { settlePayouts } from './settle-payouts.ts';
