export { post, postAll } from './post.ts';
export {
  postPayoutFailed,
  postPayoutRequest,
  postPayoutReversed,
  postPayoutSent,
} from './post-payout.ts';
export { postProviderFee } from './post-provider-fee.ts';
export { postReturn } from './post-return.ts';
export { postSales } from './post-sale.ts';
export {
  type Holder,
  legsOfCapture,
  legsOfGiftCardIssue,
  legsOfGiftCardRefund,
  legsOfGiftCardSpend,
  legsOfRefund,
} from './rules.ts';
