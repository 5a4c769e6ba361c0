import type { Input } from '@tessera/contract/api/operations';
import type { Hold, Performance } from '../wire.ts';

type Wish = Input<'holdSeats'>['body'];

/** The wish that would hold the same places at the same tariffs once more. */
export function againWish(hold: Hold, performance: Performance): Wish {
  const seats = hold.places.filter(({ zone }) => zone.kind === 'seated').map(({ id }) => id);
  const tariffs = tariffsOf(hold, performance);
  if (seats.length > 0) return { seats, ...tariffs };
  return { zone: hold.places[0]?.zone.id ?? '', quantity: hold.places.length, ...tariffs };
}

/** As many places of the same tier, wherever they are. */
export function bestInsteadWish(hold: Hold, performance: Performance): Wish {
  const offer = performance.offers.find(({ id }) => id === hold.places[0]?.offer);
  const best = { quantity: hold.places.length, ...(offer ? { tier: offer.tier.id } : {}) };
  return { best, ...tariffsOf(hold, performance) };
}

function tariffsOf(hold: Hold, performance: Performance): Pick<Wish, 'tariffs'> {
  const tariffs = hold.places.flatMap((place) => {
    const offer = performance.offers.find(({ id }) => id === place.offer);
    return offer && offer.tariff.kind !== 'full' ? [offer.tariff.id] : [];
  });
  const counts = [...Map.groupBy(tariffs, (tariff) => tariff)].map(([tariff, places]) => ({
    tariff,
    quantity: places.length,
  }));
  return counts.length > 0 ? { tariffs: counts } : {};
}
