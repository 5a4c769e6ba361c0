export { closeSale, markSaleOpen } from './change-sale.ts';
export { isSaleOpen, type SaleFacts, saleState } from './rules.ts';
export {
  findPerformance,
  type Limits,
  listPerformanceNumbers,
  listPerformancesAtDoors,
  listPerformancesToCome,
  lockPerformance,
  type Performance,
  saveLimits,
  saveMapping,
  sharePerformance,
} from './store.ts';
