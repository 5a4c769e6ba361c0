import { index, layout, type RouteConfig, route } from '@react-router/dev/routes';

export default [
  layout('frame/public-frame.tsx', [
    index('shop/home-page.tsx'),
    route('search', 'shop/search-page.tsx'),
    route('e/:slug', 'shop/event-page.tsx'),
    route('e/:slug/p/:performanceId/seats', 'shop/seat-choice-page.tsx'),
    route('checkout/return', 'shop/payment-return-page.tsx'),
    route('checkout/:holdId', 'shop/checkout-page.tsx'),
    route('o/:orderId', 'shop/order-page.tsx'),
    route('account/sign-up', 'account/sign-up-page.tsx'),
    route('account/sign-in', 'account/sign-in-page.tsx'),
    route('account/verify', 'account/verify-email-page.tsx'),
    route('account', 'account/account-page.tsx'),
    route('desk/cancellations', 'desk/cancellations-page.tsx'),
    route('desk/books', 'desk/books-page.tsx'),
    route('desk/bank', 'desk/bank-page.tsx'),
    route('desk/till', 'desk/till-page.tsx'),
    route('demo/mail', 'demo/mail-list-page.tsx'),
    route('demo/mail/:mailId', 'demo/mail-page.tsx'),
    route('*', 'frame/unknown-page.tsx'),
  ]),
  route('t/:ticketId', 'shop/ticket-page.tsx'),
  route('scan', 'gate/scan-page.tsx'),
  route('preferences', 'frame/preferences.ts'),
  route('posters/:poster/:file', 'shop/poster-image.ts'),
  route('e/:slug/p/:performanceId/price', 'shop/basket-price.ts'),
] satisfies RouteConfig;
