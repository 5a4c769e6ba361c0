import type { EventPlan, MappingPlan, PricePlan, TariffPlan, TierPlan } from '../plans.ts';
import { bowl, buildSectors, gatesOf, type Sector, seatsOf, zonesOf } from '../stadium-bowl.ts';
import { calendarIn, type DemoPerformance, hoursAfter, type Programme, type Today } from './programme.ts';

const timeZone = 'Africa/Tunis';
const venue = 'stade-olympique';
/** Tunisian value-added tax on shows and matches as the demo has it. */
const taxBasisPoints = 1900;

const tariffs: readonly TariffPlan[] = [
  { code: 'full', kind: 'full', name: { fr: 'Plein tarif', en: 'Full price' } },
  {
    code: 'reduced',
    kind: 'reduced',
    name: { fr: 'Étudiant', en: 'Student' },
    condition: { fr: 'Carte d’étudiant à l’entrée.', en: 'Student card at the gate.' },
  },
  {
    code: 'child',
    kind: 'child',
    name: { fr: 'Enfant', en: 'Child' },
    condition: { fr: 'Moins de 12 ans, avec un adulte.', en: 'Under 12, with an adult.' },
  },
];

const refundRule = {
  fr: 'Remboursement si la rencontre est annulée ou reportée ; sinon, jusqu’à trois jours avant le coup d’envoi.',
  en: 'Refund if the match is called off or postponed; otherwise up to three days before kick-off.',
};

type Match = { slug: string; visitors: string; days: number; time: string; seatsSold: number; fr: string; en: string };

const matches: readonly Match[] = [
  {
    slug: 'olympique-des-jasmins-union-du-cap-bleu',
    visitors: 'Union du Cap Bleu',
    days: 6,
    time: '17:00',
    seatsSold: 0.2,
    fr: 'Le derby du littoral ouvre la saison à domicile : deux équipes qui jouent vite et un vieux compte de buts à régler.',
    en: 'The coastal derby opens the home season: two fast teams and an old score in goals to settle.',
  },
  {
    slug: 'olympique-des-jasmins-avenir-des-oasis',
    visitors: 'Avenir des Oasis',
    days: 20,
    time: '15:00',
    seatsSold: 0.02,
    fr: 'Le promu descend du sud avec la meilleure défense de l’automne et quinze cents tambours.',
    en: 'The newcomers come up from the south with the best defence of the autumn and fifteen hundred drums.',
  },
  {
    slug: 'olympique-des-jasmins-sporting-des-remparts',
    visitors: 'Sporting des Remparts',
    days: 34,
    time: '19:30',
    seatsSold: 0,
    fr: 'Le premier reçoit le deuxième, un soir, sous les projecteurs : la rencontre que tout le monde a entourée.',
    en: 'First against second, in the evening, under the lights: the match everybody has ringed in the calendar.',
  },
  {
    slug: 'olympique-des-jasmins-jeunesse-du-lac',
    visitors: 'Jeunesse du Lac',
    days: 48,
    time: '15:00',
    seatsSold: 0,
    fr: 'Journée des écoles de football : lever de rideau des moins de treize ans, puis le plus jeune effectif du championnat.',
    en: 'Football-school day: the under-thirteens first, then the youngest squad of the league.',
  },
];

function eventOf({ slug, visitors, fr, en }: Match): EventPlan {
  return {
    slug,
    title: { fr: `Olympique des Jasmins – ${visitors}`, en: `Olympique des Jasmins v ${visitors}` },
    summary: { fr, en },
    description: {
      fr: `${fr}

Les portes ouvrent deux heures avant le coup d’envoi. Le virage Sud est celui de nos supporters ; les visiteurs entrent par la porte A et prennent place tout en haut de la tribune Nord.

Sacs de plus de dix litres à la consigne ; l’eau est en vente à prix coûtant à chaque coursive.`,
      en: `${en}

Gates open two hours before kick-off. The south end is our supporters’; visitors enter by gate A and sit at the top of the north stand.

Bags over ten litres go to the left-luggage office; water is sold at cost on every concourse.`,
    },
    category: 'football',
    poster: 'floodlights',
    refundRule,
    refundPolicy: {
      discountRule: 'keep',
      steps: [{ hoursBefore: 72, backBasisPoints: 10_000, isFeeReturned: true }],
      needsApproval: true,
    },
  };
}

const lamps: EventPlan = {
  slug: 'la-nuit-des-mille-lampes',
  title: { fr: 'La Nuit des mille lampes', en: 'The Night of a Thousand Lamps' },
  summary: {
    fr: 'Un orchestre de deux cents, des voix du pourtour de la mer, et quarante mille lampes dans les tribunes.',
    en: 'An orchestra of two hundred, voices from around the sea, and forty thousand lamps in the stands.',
  },
  description: {
    fr: `À la tombée du jour, chaque spectateur reçoit une lampe. La partition dit quand l’allumer : le stade entier devient un instrument, et la pelouse la nuit qui l’entoure.

Deux cents musiciens, six chœurs amateurs et des chants de marins, de moisson et de noces. La scène est dressée au nord ; la pelouse se tient debout, les tribunes assises.

Deux heures trente sans première partie. Navettes gratuites jusqu’à une heure du matin.`,
    en: `At dusk everyone is handed a lamp. The score says when to light it: the whole stadium becomes an instrument, and the pitch the night around it.

Two hundred musicians, six amateur choirs, and songs of sailors, harvests and weddings. The stage stands at the north end; the pitch is standing, the stands are seated.

Two and a half hours, no support act. Free shuttles until one in the morning.`,
  },
  category: 'concert',
  poster: 'spotlight',
  refundRule: {
    fr: 'Remboursement jusqu’à trente jours avant le concert ; ensuite, le billet peut être cédé.',
    en: 'Refund up to thirty days before the concert; after that the ticket may be passed on.',
  },
  refundPolicy: {
    discountRule: 'keep',
    steps: [{ hoursBefore: 720, backBasisPoints: 10_000, isFeeReturned: true }],
  },
};

/** Top of the north stand, around due north: a part of the stand with a gate of its own. */
function isAwayEnd({ stand, tier, bearing }: Sector): boolean {
  return stand === 'nord' && tier === 'upper' && bearing < 0.125;
}

function isHonourStand({ stand, tier, bearing }: Sector): boolean {
  return stand === 'ouest' && tier === 'lower' && Math.abs(bearing - 0.75) < 0.08;
}

function planFootball(sectors: readonly Sector[]): { mapping: MappingPlan; tiers: TierPlan[] } {
  const codesOf = (belongs: (sector: Sector) => boolean) => sectors.filter(belongs).map(({ code }) => code);
  const isSide = ({ stand }: Sector) => stand === 'ouest' || stand === 'est';
  return {
    mapping: {
      name: 'Football',
      width: bowl.width,
      height: bowl.height,
      focalX: bowl.centreX,
      focalY: bowl.centreY,
      zones: zonesOf(sectors),
      seats: seatsOf(sectors),
      gates: gatesOf(sectors),
    },
    tiers: [
      { code: 'honneur', name: { fr: 'Tribune d’honneur', en: 'Honour stand' }, zones: codesOf(isHonourStand) },
      {
        code: 'laterale-basse',
        name: { fr: 'Latérale basse', en: 'Lower side stand' },
        zones: codesOf((sector) => isSide(sector) && sector.tier === 'lower' && !isHonourStand(sector)),
      },
      {
        code: 'laterale-haute',
        name: { fr: 'Latérale haute', en: 'Upper side stand' },
        zones: codesOf((sector) => isSide(sector) && sector.tier === 'upper'),
      },
      {
        code: 'nord',
        name: { fr: 'Tribune Nord', en: 'North stand' },
        zones: codesOf((sector) => sector.stand === 'nord' && !isAwayEnd(sector)),
      },
      {
        code: 'virage-sud',
        name: { fr: 'Virage Sud, supporters', en: 'South end, home supporters' },
        zones: codesOf(({ stand }) => stand === 'sud'),
      },
      { code: 'visiteurs', name: { fr: 'Visiteurs', en: 'Away supporters' }, zones: codesOf(isAwayEnd) },
    ],
  };
}

/** The stage stands before the north end: what lies behind it or looks at its flank is not sold. */
const stageShadow = 0.19;

function planConcert(sectors: readonly Sector[]): { mapping: MappingPlan; tiers: TierPlan[] } {
  const facing = sectors.filter(({ bearing }) => Math.min(bearing, 1 - bearing) > stageShadow);
  const codesOf = (belongs: (sector: Sector) => boolean) => facing.filter(belongs).map(({ code }) => code);
  return {
    mapping: {
      name: 'Concert, scène au nord',
      width: bowl.width,
      height: bowl.height,
      focalX: bowl.centreX,
      focalY: bowl.centreY - bowl.pitchLength / 2 + 8,
      zones: [{ code: 'pelouse', name: 'Pelouse', kind: 'standing', capacity: 12_000 }, ...zonesOf(facing)],
      seats: seatsOf(facing),
      gates: gatesOf(facing, ['pelouse']),
    },
    tiers: [
      { code: 'pelouse', name: { fr: 'Pelouse, debout', en: 'Pitch, standing' }, zones: ['pelouse'] },
      {
        code: 'laterale-basse',
        name: { fr: 'Latérale basse', en: 'Lower side stand' },
        zones: codesOf(({ stand, tier }) => stand !== 'sud' && tier === 'lower'),
      },
      {
        code: 'laterale-haute',
        name: { fr: 'Latérale haute', en: 'Upper side stand' },
        zones: codesOf(({ stand, tier }) => stand !== 'sud' && tier === 'upper'),
      },
      {
        code: 'face',
        name: { fr: 'Face à la scène', en: 'Facing the stage' },
        zones: codesOf(({ stand }) => stand === 'sud'),
      },
    ],
  };
}

/** Millimes. Reduced is 70 % and child half of the full price, in steps of half a dinar. */
function pricesOf(full: Readonly<Record<string, number>>, feeMinor: number): PricePlan[] {
  const shares = { full: 1, reduced: 0.7, child: 0.5 };
  return Object.entries(full).flatMap(([tier, fullMinor]) =>
    Object.entries(shares).map(([tariff, share]) => ({
      tier,
      tariff,
      priceMinor: Math.round((fullMinor * share) / 500) * 500,
      feeMinor,
      taxBasisPoints,
    })),
  );
}

const matchPrices = pricesOf(
  {
    honneur: 60_000,
    'laterale-basse': 35_000,
    'laterale-haute': 25_500,
    nord: 15_000,
    'virage-sud': 12_000,
    visiteurs: 15_000,
  },
  1250,
);
const concertPrices = pricesOf(
  { pelouse: 45_000, 'laterale-basse': 65_000, 'laterale-haute': 48_500, face: 55_000 },
  2500,
);

export function stadiumProgramme(today: Today): Programme {
  const sectors = buildSectors();
  const football = planFootball(sectors);
  const concert = planConcert(sectors);
  return {
    organiser: {
      slug: 'stade-olympique',
      name: 'Olympique des Jasmins',
      legalName: 'Association sportive Olympique des Jasmins',
      referencePrefix: 'SO',
      contactEmail: 'billets@jasmins.example',
      seller: {
        address: 'Avenue du Stade',
        postalCode: '2036',
        city: 'La Soukra',
        country: 'TN',
        registrationId: '1234567/A/M/000',
        vatId: '',
        timeZone: 'Africa/Tunis',
      },
    },
    venues: [
      {
        venue: {
          slug: venue,
          name: 'Stade Olympique',
          address: 'Avenue des Jasmins',
          city: 'Tunis',
          country: 'TN',
          timeZone,
          latitude: 36.8386,
          longitude: 10.1874,
          accessNote: {
            fr: 'Places pour fauteuils et accompagnateurs au dernier rang de l’anneau bas, tribunes Est et Ouest, de plain-pied depuis les portes C et G.',
            en: 'Wheelchair and companion places in the last row of the lower tier, east and west stands, step-free from gates C and G.',
          },
        },
        mappings: [football.mapping, concert.mapping],
      },
    ],
    events: [
      ...matches.map((match) => ({ event: eventOf(match), performances: [matchDay(match, football, today)] })),
      { event: lamps, performances: [lampNight(concert, today)] },
    ],
  };
}

function matchDay(
  match: Match,
  { mapping, tiers }: { mapping: MappingPlan; tiers: TierPlan[] },
  today: Today,
): DemoPerformance {
  const { at } = calendarIn(timeZone, today);
  const startsAt = at(match.days, match.time);
  return {
    venue,
    mapping: mapping.name,
    follows: 'calendar',
    seatsSold: match.seatsSold,
    customersGo: match.days < 7,
    standingSold: 0,
    plan: {
      doorsAt: hoursAfter(startsAt, -2),
      startsAt,
      endsAt: hoursAfter(startsAt, 2),
      timeZone,
      currency: 'TND',
      state: 'on_sale',
      saleOpensAt: at(-21, '09:00'),
      saleClosesAt: startsAt,
      tiers,
      tariffs,
      prices: matchPrices,
    },
  };
}

function lampNight({ mapping, tiers }: { mapping: MappingPlan; tiers: TierPlan[] }, today: Today): DemoPerformance {
  const { at } = calendarIn(timeZone, today);
  const startsAt = at(75, '20:30');
  return {
    venue,
    mapping: mapping.name,
    follows: 'calendar',
    seatsSold: 0.02,
    standingSold: 0.05,
    plan: {
      doorsAt: hoursAfter(startsAt, -2.5),
      startsAt,
      endsAt: hoursAfter(startsAt, 3),
      timeZone,
      currency: 'TND',
      state: 'on_sale',
      saleOpensAt: at(-14, '09:00'),
      saleClosesAt: startsAt,
      placesPerOrderMax: 6,
      tiers,
      tariffs,
      prices: concertPrices,
    },
  };
}
