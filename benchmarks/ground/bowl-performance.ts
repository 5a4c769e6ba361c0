import { insertPerformance } from '../../database/seed/insert-performance.ts';
import { insertMapping } from '../../database/seed/insert-venue.ts';
import { bowl, buildSectors, gatesOf, seatsOf, zonesOf } from '../../database/seed/stadium-bowl.ts';
import { allOrNothing } from '../../server/testing/all-or-nothing.ts';
import { givenAPerformance } from '../../server/testing/given-a-performance.ts';

const day = 86_400_000;

/** A performance on sale in the stadium of the demo, 45,522 seats, of which so many of a hundred, anywhere, are sold. */
export async function givenABowl(databaseUrl: string, soldPercent: number): Promise<string> {
  const { organiserId, venueId, eventId } = await givenAPerformance(databaseUrl);
  const sectors = buildSectors();
  const zones = zonesOf(sectors);
  return allOrNothing(databaseUrl, async (client) => {
    const mapping = await insertMapping(client, venueId, {
      name: 'Stade',
      width: bowl.width,
      height: bowl.height,
      focalX: bowl.centreX,
      focalY: bowl.centreY,
      zones,
      seats: seatsOf(sectors),
      gates: gatesOf(sectors),
    });
    const startsAt = new Date(Date.now() + 30 * day);
    const { id } = await insertPerformance(
      client,
      { organiserId, eventId, mapping },
      {
        doorsAt: new Date(startsAt.getTime() - 7_200_000),
        startsAt,
        endsAt: new Date(startsAt.getTime() + 7_200_000),
        timeZone: 'Europe/Paris',
        currency: 'EUR',
        state: 'on_sale',
        saleOpensAt: new Date(Date.now() - day),
        saleClosesAt: startsAt,
        loneSeats: 'off',
        tiers: [
          {
            code: 'all',
            name: { fr: 'Tout', en: 'All' },
            zones: zones.filter(({ kind }) => kind === 'seated').map(({ code }) => code),
          },
        ],
        tariffs: [{ code: 'full', kind: 'full', name: { fr: 'Plein tarif', en: 'Full price' } }],
        prices: [{ tier: 'all', tariff: 'full', priceMinor: 4_500, feeMinor: 300, taxBasisPoints: 550 }],
      },
    );
    await client.query(
      `update inventory.performance_seat set state = 'sold', hold_id = gen_random_uuid(), change_number = 1
       where performance_id = $1 and random() < $2`,
      [id, soldPercent / 100],
    );
    return id;
  });
}
