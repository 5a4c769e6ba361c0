import type { Offer } from '../modules/pricing/rules.ts';

/** The full price of a tier: 45 € and 3 € of fees, taxed together. */
export const fullOffer: Offer = {
  id: 'gold full',
  tierId: 'gold',
  tierCode: 'gold',
  tierName: { fr: 'Carré Or' },
  tierPosition: 1,
  tariffId: 'full',
  tariffCode: 'full',
  tariffName: { fr: 'Plein tarif' },
  tariffCondition: null,
  tariffKind: 'full',
  quantityMin: 1,
  placesMax: null,
  isHidden: false,
  priceMinor: 4_500,
  feeMinor: 300,
  absorbedFeeMinor: 0,
  taxBasisPoints: 550,
  feeTaxBasisPoints: null,
  saleOpensAt: null,
  saleClosesAt: null,
};
