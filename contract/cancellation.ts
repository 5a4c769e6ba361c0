/** Why tickets are cancelled: buyers have the first reason; the others are the seller's, and give everything back. */
export const cancellationReasons = [
  'buyer_request',
  'performance_changed',
  'seller_error',
  'duplicate',
  'goodwill',
] as const;

/** How what goes back goes back: the way it was paid, or on a gift card. */
export const refundWays = ['original', 'gift_card'] as const;
