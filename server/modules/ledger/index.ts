export { post } from './post.ts';
export { legsOfCapture, legsOfSale, legsOfUndecidedRefund } from './rules.ts';
