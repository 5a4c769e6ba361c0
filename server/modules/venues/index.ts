export {
  type AccessPoint,
  findAccessPoint,
  findMapping,
  gatesByZone,
  listAccessPoints,
  listSeats,
  listZones,
  zonesOfGate,
} from './store.ts';
