export { eveningChangedKind, passChangedKind } from './announcements.ts';
export { forgetPhones, noticeChanges } from './refresh-passes.ts';
export { openWallets, type Wallets } from './wallets.ts';
