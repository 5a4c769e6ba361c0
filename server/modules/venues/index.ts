export { loadChart } from './chart.store.ts';
export { describeGates, directZones } from './direct-zones.ts';
export {
  type AccessPoint,
  findAccessPoint,
  gatesByZone,
  listAccessPoints,
  listDirectedAstray,
  zonesOfGate,
} from './gates.store.ts';
export { publishMapping } from './publish-mapping.ts';
export { findMapping, listSeats, listZones } from './store.ts';
export { findVersion, lockOlderPublished, saveRetired, shareVersion, type Version } from './versions.store.ts';
