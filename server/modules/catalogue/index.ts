export { closeSale, markSaleOpen } from './change-sale.ts';
export { isSaleOpen, type SaleFacts, saleState } from './rules.ts';
export {
  findPerformance,
  listPerformanceNumbers,
  listPerformancesAtDoors,
  type Performance,
} from './store.ts';
