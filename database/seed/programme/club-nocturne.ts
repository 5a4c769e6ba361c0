import { planClub, tableCodes } from '../club-floor.ts';
import type { EventPlan, PricePlan, TariffPlan, TierPlan } from '../plans.ts';
import {
  type Calendar,
  calendarIn,
  type DemoPerformance,
  hoursAfter,
  type Programme,
  type Today,
} from './programme.ts';

const timeZone = 'Europe/Paris';
const venue = 'club-nocturne';
const mapping = planClub();

const refundRule = {
  fr: 'Remboursement jusqu’à 48 heures avant le début, sans les frais de réservation.',
  en: 'Refund up to 48 hours before the start, without the booking fees.',
};
const refundPolicy = {
  discountRule: 'claw_back',
  steps: [{ hoursBefore: 48, backBasisPoints: 10_000, isFeeReturned: false }],
} as const;

const tiers: readonly TierPlan[] = [
  { code: 'table', name: { fr: 'Table', en: 'Table' }, zones: tableCodes },
  { code: 'piste', name: { fr: 'Piste, debout', en: 'Floor, standing' }, zones: ['piste'] },
];

const tariffs: readonly TariffPlan[] = [
  { code: 'full', kind: 'full', name: { fr: 'Entrée', en: 'Admission' } },
  {
    code: 'early-bird',
    kind: 'early_bird',
    name: { fr: 'Lève-tôt', en: 'Early bird' },
    condition: { fr: 'Jusqu’à dix jours avant la soirée.', en: 'Until ten days before the night.' },
  },
  {
    code: 'vip',
    kind: 'vip',
    name: { fr: 'Table VIP', en: 'VIP table' },
    condition: {
      fr: 'Place assise à table, service en terrasse, entrée sans attente.',
      en: 'A seat at a table, terrace service, no queue.',
    },
  },
];

const analogue: EventPlan = {
  slug: 'nuit-analogique',
  title: { fr: 'Nuit analogique', en: 'Analogue Night' },
  summary: {
    fr: 'Des synthés qui chauffent, des bandes qui tournent, aucun ordinateur en cabine.',
    en: 'Warm synths, turning tape, and no computer in the booth.',
  },
  description: {
    fr: `Une règle simple : rien de ce que vous entendrez n’est passé par un écran. Trois formations jouent sur des machines d’atelier, des boîtes à rythmes réparées et des magnétophones que l’on rembobine à la main.

La piste compte douze cents personnes et un plancher sur ressorts. Sur les terrasses, dix tables surplombent la cabine ; on y est servi jusqu’à l’aube.

Vestiaire compris, eau gratuite, équipe de veille identifiable toute la nuit.`,
    en: `One simple rule: nothing you hear has been through a screen. Three acts play workshop machines, mended drum boxes and tape decks rewound by hand.

The floor holds twelve hundred people and is mounted on springs. On the terraces ten tables overlook the booth, served until dawn.

Cloakroom included, free water, and a care team you can recognise all night long.`,
  },
  category: 'club',
  poster: 'lasers',
  refundRule,
  refundPolicy,
  ageMinimum: 18,
};

const midnight: EventPlan = {
  slug: 'minuit-moins-le-quart',
  title: { fr: 'Minuit moins le quart', en: 'A Quarter to Midnight' },
  summary: {
    fr: 'Le bal du club : un orchestre de cuivres, un parquet, et le dernier quart d’heure joué deux fois.',
    en: 'The club ball: a brass band, a dance floor, and the last quarter of an hour played twice.',
  },
  description: {
    fr: `Onze cuivres, deux batteries et un chef qui dirige depuis la piste. On danse seul, à deux ou en ronde, et personne ne regarde ses pieds.

À minuit moins le quart, l’orchestre recommence le morceau préféré de la salle, choisi à main levée.`,
    en: `Eleven brass players, two drum kits and a leader who conducts from the floor. Dance alone, in pairs or in a ring; nobody looks at their feet.

At a quarter to midnight the band plays the room’s favourite again, chosen by a show of hands.`,
  },
  category: 'club',
  poster: 'lasers',
  refundRule,
  refundPolicy,
  ageMinimum: 16,
};

export function clubProgramme(today: Today): Programme {
  const calendar = calendarIn(timeZone, today);
  return {
    organiser: {
      slug: 'club-nocturne',
      name: 'Club Nocturne',
      legalName: 'Nocturne SAS',
      referencePrefix: 'CN',
      contactEmail: 'bonsoir@nocturne.example',
      seller: {
        address: '3 quai des Forges',
        postalCode: '13002',
        city: 'Marseille',
        country: 'FR',
        registrationId: '902345671',
        vatId: 'FR40902345671',
        timeZone: 'Europe/Paris',
      },
    },
    venues: [
      {
        venue: {
          slug: venue,
          name: 'Club Nocturne',
          address: '3 quai des Forges',
          city: 'Marseille',
          country: 'FR',
          timeZone,
          latitude: 43.3003,
          longitude: 5.3656,
          accessNote: {
            fr: 'Rampe à l’entrée du quai ; piste et bar de plain-pied. Les terrasses sont à cinq marches ; la table 10 est accessible par l’élévateur.',
            en: 'Ramp at the quay entrance; floor and bar are step-free. The terraces are five steps up; table 10 has a platform lift.',
          },
        },
        mappings: [mapping],
      },
    ],
    events: [
      {
        event: analogue,
        performances: [
          clubNight(calendar, { days: 7, seatsSold: 0.4, standingSold: 0.33 }),
          clubNight(calendar, { days: 35, seatsSold: 0.1, standingSold: 0.06 }),
        ],
      },
      {
        event: midnight,
        performances: [
          clubNight(calendar, { days: 21, time: '21:00', seatsSold: 0.2, standingSold: 0.1 }),
          clubNight(calendar, { days: 49, time: '21:00', seatsSold: 0, standingSold: 0, saleOpensInDays: 5 }),
        ],
      },
    ],
  };
}

type Night = { days: number; time?: string; seatsSold: number; standingSold: number; saleOpensInDays?: number };

function clubNight({ at }: Calendar, night: Night): DemoPerformance {
  const startsAt = at(night.days, night.time ?? '23:00');
  const prices: PricePlan[] = [
    { tier: 'piste', tariff: 'full', priceMinor: 1900, feeMinor: 150, taxBasisPoints: 2000 },
    {
      tier: 'piste',
      tariff: 'early-bird',
      priceMinor: 1400,
      feeMinor: 150,
      taxBasisPoints: 2000,
      saleClosesAt: at(night.days - 10, '23:59'),
    },
    { tier: 'table', tariff: 'vip', priceMinor: 7500, feeMinor: 500, taxBasisPoints: 2000 },
  ];
  return {
    venue,
    mapping: mapping.name,
    follows: 'calendar',
    seatsSold: night.seatsSold,
    standingSold: night.standingSold,
    plan: {
      doorsAt: hoursAfter(startsAt, -0.5),
      startsAt,
      endsAt: hoursAfter(startsAt, 6),
      timeZone,
      currency: 'EUR',
      state: 'on_sale',
      saleOpensAt: at(night.saleOpensInDays ?? -30, '12:00'),
      saleClosesAt: hoursAfter(startsAt, 2),
      placesPerOrderMax: 8,
      tiers,
      tariffs,
      prices,
    },
  };
}
