export { findCallingDevice } from './find-device.ts';
export { forgetOldOffers, keepScanTables } from './keep-scans.ts';
