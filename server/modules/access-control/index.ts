export { describeEntryFigures, describeEntryOf } from './describe-live-entry.ts';
export { findCallingDevice } from './find-device.ts';
export { forgetOldOffers, keepScanTables } from './keep-scans.ts';
