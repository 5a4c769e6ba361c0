import type { Offer, TariffWish } from '../pricing/rules.ts';

type Held = { readonly seatId: number | null };
type Decision<Place> =
  | { readonly ok: true; readonly kept: readonly Place[] }
  | {
      readonly ok: false;
      readonly code: 'invalid' | 'too_many_places';
      readonly facts: Readonly<Record<string, unknown>>;
    };

/** Seats given back must be the hold's, seats taken must not, and a hold keeps at least one place. */
export function decideReplacement<Place extends Held>(
  places: readonly Place[],
  release: readonly number[],
  seatIds: readonly number[],
  placesPerOrderMax: number,
): Decision<Place> {
  const held = new Set(places.map(({ seatId }) => seatId));
  const errors = [
    ...release.flatMap((id, index) => (held.has(id) ? [] : [{ pointer: `/body/release/${index}`, code: 'not_held' }])),
    ...seatIds.flatMap((id, index) =>
      held.has(id) ? [{ pointer: `/body/seats/${index}`, code: 'held_already' }] : [],
    ),
  ];
  const kept = places.filter(({ seatId }) => seatId === null || !release.includes(seatId));
  if (kept.length + seatIds.length === 0) errors.push({ pointer: '/body/release', code: 'nothing_left' });
  if (errors.length > 0) return { ok: false, code: 'invalid', facts: { errors } };
  if (kept.length + seatIds.length > placesPerOrderMax) {
    return { ok: false, code: 'too_many_places', facts: { max: placesPerOrderMax } };
  }
  return { ok: true, kept };
}

/** The tariffs that places have, as wishes; what the rules gave by themselves is asked of them again. */
export function tariffWishes(offers: readonly Offer[], offerIds: readonly (string | undefined)[]): TariffWish[] {
  const full = offers.find(({ tariffKind }) => tariffKind === 'full');
  return offerIds.flatMap((offerId) => {
    const offer = offers.find(({ id }) => id === offerId);
    const isChosen = offer && offer.tariffKind !== 'early_bird' && offer.tariffKind !== 'group';
    const tariff = isChosen ? offer.tariffId : full?.tariffId;
    return tariff === undefined ? [] : [{ tariff, quantity: 1 }];
  });
}
