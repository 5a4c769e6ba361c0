export { closeSale, markSaleOpen } from './change-sale.ts';
export { isSaleOpen, type SaleFacts, saleState } from './rules.ts';
export {
  findPerformance,
  isEventOf,
  type Limits,
  listPerformancesAtDoors,
  listPerformancesToCome,
  listUpcoming,
  lockPerformance,
  type Performance,
  saveLimits,
  saveMapping,
  saveRotating,
  sharePerformance,
  type Upcoming,
} from './store.ts';
