export {
  type AccessPoint,
  findAccessPoint,
  findMapping,
  gatesByZone,
  listAccessPoints,
  listSeats,
  listZones,
  type Mapping,
  type Seat,
  type Venue,
  type Zone,
  zonesOfGate,
} from './store.ts';
