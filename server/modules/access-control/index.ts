export { describeEntryFigures, describeEntryOf } from './describe-live-entry.ts';
export { callingDevices, type FindCallingDevice } from './find-device.ts';
export { forgetOldOffers, keepScanTables } from './keep-scans.ts';
