export { describeEntryFigures, describeEntryOf, type EntryFigures } from './describe-live-entry.ts';
export { findCallingDevice } from './find-device.ts';
export { forgetOldOffers, keepScanTables } from './keep-scans.ts';
