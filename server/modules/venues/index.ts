export { zonesDirectedKind } from './announcements.ts';
export { loadChart } from './chart.store.ts';
export { describeGates, directZones } from './direct-zones.ts';
export {
  type AccessPoint,
  findAccessPoint,
  findAccessPoints,
  gatesByZone,
  listAccessPoints,
  listDirectedAstray,
  listGates as listGatesOf,
  type ServingGate,
} from './gates.store.ts';
export { publishMapping } from './publish-mapping.ts';
export { findMapping, listZones, type Mapping } from './store.ts';
export { findVersion, lockOlderPublished, saveRetired, shareVersion, type Version } from './versions.store.ts';
