import type { EventPlan, PricePlan, TariffPlan, TierPlan, VenuePlan } from '../plans.ts';
import { planWorkshop } from '../workshop-room.ts';
import { calendarIn, type DemoPerformance, hoursAfter, type Programme, type Today } from './programme.ts';

const tiers: readonly TierPlan[] = [
  { code: 'premiers-rangs', name: { fr: 'Premiers rangs', en: 'Front rows' }, zones: ['premiers-rangs'] },
  { code: 'salle', name: { fr: 'Salle', en: 'Hall' }, zones: ['salle'] },
];

const tariffs: readonly TariffPlan[] = [
  { code: 'full', kind: 'full', name: { fr: 'Tarif normal', en: 'Regular' } },
  {
    code: 'early-bird',
    kind: 'early_bird',
    name: { fr: 'Réservation anticipée', en: 'Early bird' },
    condition: { fr: 'Jusqu’à trois semaines avant l’atelier.', en: 'Until three weeks before the class.' },
  },
  {
    code: 'group',
    kind: 'group',
    name: { fr: 'Groupe', en: 'Group' },
    condition: { fr: 'À partir de cinq places ensemble.', en: 'From five places together.' },
    quantityMin: 5,
  },
];

const tour: EventPlan = {
  slug: 'la-main-et-le-feu',
  title: { fr: 'La Main et le Feu', en: 'Hand and Fire' },
  summary: {
    fr: 'Une masterclass de céramique en six villes : tourner, émailler, ouvrir le four devant vous.',
    en: 'A ceramics masterclass in six cities: throwing, glazing, and opening the kiln before your eyes.',
  },
  description: {
    fr: `Deux maîtres potiers de la Maison prennent la route avec un tour, trois terres et un four raku. Pendant quatre heures ils montrent, se trompent, recommencent, et expliquent chaque geste jusqu’à ce qu’il paraisse simple.

Les premiers rangs touchent à la terre : tabliers et outils y sont fournis. Depuis la salle, deux caméras suivent les mains sur grand écran.

À la fin, le four s’ouvre, encore rouge. Chacun repart avec un bol émaillé de la tournée et un carnet de recettes d’émaux.`,
    en: `Two master potters of the Maison take to the road with a wheel, three clays and a raku kiln. For four hours they show, fail, start again, and explain each gesture until it looks easy.

The front rows get their hands dirty: aprons and tools are provided. From the hall, two cameras follow the hands on a large screen.

At the end the kiln is opened, still red. Everyone goes home with a glazed bowl of the tour and a notebook of glaze recipes.`,
  },
  category: 'masterclass',
  poster: 'lines',
  refundRule: {
    fr: 'Remboursement intégral jusqu’à quatorze jours avant l’atelier, 50 % jusqu’à trois jours avant, moins 5 de frais pour chaque place ; la place peut être cédée à tout moment.',
    en: 'Full refund up to fourteen days before the class, 50 % up to three days before, less a fee of 5 for each place; your place may be passed on at any time.',
  },
  refundPolicy: {
    discountRule: 're_price',
    steps: [
      { hoursBefore: 336, backBasisPoints: 10_000, isFeeReturned: true },
      { hoursBefore: 72, backBasisPoints: 5_000, cancellationFeeMinor: 500, isFeeReturned: false },
    ],
  },
  ageMinimum: 14,
};

type Stop = {
  venue: Omit<VenuePlan, 'timeZone' | 'accessNote'>;
  timeZone: string;
  currency: 'EUR' | 'CAD';
  taxBasisPoints: number;
  rows: number;
  seatsPerRow: number;
  days: number;
  seatsSold: number;
};

const stops: readonly Stop[] = [
  {
    venue: {
      slug: 'salle-des-tilleuls-paris',
      name: 'Salle des Tilleuls',
      address: '27 rue des Tilleuls',
      city: 'Paris',
      country: 'FR',
      latitude: 48.8614,
      longitude: 2.3789,
    },
    timeZone: 'Europe/Paris',
    currency: 'EUR',
    taxBasisPoints: 2000,
    rows: 8,
    seatsPerRow: 10,
    days: 15,
    seatsSold: 0.8,
  },
  {
    venue: {
      slug: 'atelier-de-la-soierie-lyon',
      name: 'Atelier de la Soierie',
      address: '8 montée des Canuts',
      city: 'Lyon',
      country: 'FR',
      latitude: 45.7735,
      longitude: 4.8296,
    },
    timeZone: 'Europe/Paris',
    currency: 'EUR',
    taxBasisPoints: 2000,
    rows: 7,
    seatsPerRow: 12,
    days: 22,
    seatsSold: 0.55,
  },
  {
    venue: {
      slug: 'maison-du-sablier-bruxelles',
      name: 'Maison du Sablier',
      address: '41 rue du Sablier',
      city: 'Bruxelles',
      country: 'BE',
      latitude: 50.8402,
      longitude: 4.3556,
    },
    timeZone: 'Europe/Brussels',
    currency: 'EUR',
    taxBasisPoints: 2100,
    rows: 8,
    seatsPerRow: 10,
    days: 29,
    seatsSold: 0.4,
  },
  {
    venue: {
      slug: 'salon-du-lac-geneve',
      name: 'Salon du Lac',
      address: '5 quai des Voiles',
      city: 'Genève',
      country: 'CH',
      latitude: 46.2072,
      longitude: 6.1531,
    },
    timeZone: 'Europe/Zurich',
    currency: 'EUR',
    taxBasisPoints: 810,
    rows: 6,
    seatsPerRow: 13,
    days: 36,
    seatsSold: 0.35,
  },
  {
    venue: {
      slug: 'hangar-aux-erables-montreal',
      name: 'Hangar aux Érables',
      address: '1180, rue des Érables',
      city: 'Montréal',
      country: 'CA',
      latitude: 45.5257,
      longitude: -73.5623,
    },
    timeZone: 'America/Toronto',
    currency: 'CAD',
    taxBasisPoints: 1498,
    rows: 8,
    seatsPerRow: 10,
    days: 57,
    seatsSold: 0.3,
  },
  {
    venue: {
      slug: 'chapelle-du-cap-quebec',
      name: 'Chapelle du Cap',
      address: '64, côte du Cap',
      city: 'Québec',
      country: 'CA',
      latitude: 46.8142,
      longitude: -71.2028,
    },
    timeZone: 'America/Toronto',
    currency: 'CAD',
    taxBasisPoints: 1498,
    rows: 8,
    seatsPerRow: 10,
    days: 60,
    seatsSold: 0.15,
  },
];

const accessNote = {
  fr: 'Salle de plain-pied. Deux places pour fauteuils au dernier rang, chacune avec un siège d’accompagnement. Interprète en langue des signes sur demande, deux semaines à l’avance.',
  en: 'Step-free room. Two wheelchair places in the last row, each with a companion seat. Sign-language interpreter on request, two weeks ahead.',
};

export function masterclassProgramme(today: Today): Programme {
  return {
    organiser: {
      slug: 'maison-des-maitres',
      name: 'Maison des Maîtres',
      legalName: 'Maison des Maîtres, association loi 1901',
      referencePrefix: 'MC',
      contactEmail: 'ateliers@maitres.example',
      seller: {
        address: '5 rue du Four',
        postalCode: '87000',
        city: 'Limoges',
        country: 'FR',
        registrationId: '903456782',
        vatId: 'FR51903456782',
        timeZone: 'Europe/Paris',
      },
    },
    venues: stops.map(({ venue, timeZone, rows, seatsPerRow }) => ({
      venue: { ...venue, timeZone, accessNote },
      mappings: [planWorkshop('Atelier', { rows, seatsPerRow })],
    })),
    events: [{ event: tour, performances: stops.map((stop) => classAt(stop, today)) }],
  };
}

function classAt(stop: Stop, today: Today): DemoPerformance {
  const { at } = calendarIn(stop.timeZone, today);
  const startsAt = at(stop.days, '14:00');
  const earlyBirdEnds = at(stop.days - 21, '23:59');
  return {
    venue: stop.venue.slug,
    mapping: 'Atelier',
    follows: 'calendar',
    seatsSold: stop.seatsSold,
    standingSold: 0,
    plan: {
      doorsAt: hoursAfter(startsAt, -0.5),
      startsAt,
      endsAt: hoursAfter(startsAt, 4),
      timeZone: stop.timeZone,
      currency: stop.currency,
      state: 'on_sale',
      saleOpensAt: at(-40, '09:00'),
      saleClosesAt: at(stop.days, '12:00'),
      tiers,
      tariffs,
      prices: pricesOf(stop, earlyBirdEnds),
    },
  };
}

function pricesOf({ currency, taxBasisPoints }: Stop, earlyBirdEnds: Date): PricePlan[] {
  const euro = currency === 'EUR';
  const fees = { feeMinor: euro ? 300 : 450, taxBasisPoints };
  const full = { 'premiers-rangs': euro ? 14_500 : 19_500, salle: euro ? 9500 : 12_900 };
  return Object.entries(full).flatMap(([tier, fullMinor]) => [
    { tier, tariff: 'full', priceMinor: fullMinor, ...fees },
    { tier, tariff: 'early-bird', priceMinor: fullMinor - 1500, ...fees, saleClosesAt: earlyBirdEnds },
    { tier, tariff: 'group', priceMinor: fullMinor - 2000, ...fees },
  ]);
}
