import type { EventPlan, PricePlan, TariffPlan, TierPlan } from '../plans.ts';
import { planTheatre } from '../theatre-hall.ts';
import {
  type Calendar,
  calendarIn,
  type DemoPerformance,
  hoursAfter,
  type Programme,
  type Today,
} from './programme.ts';

const timeZone = 'Europe/Paris';
const venue = 'theatre-des-arcades';
const mapping = planTheatre();

const refundPolicy = {
  discountRule: 'keep',
  steps: [{ hoursBefore: 168, backBasisPoints: 10_000, isFeeReturned: true }],
} as const;
const refundRule = {
  fr: 'Remboursement intégral jusqu’à sept jours avant la représentation ; ensuite, échange contre une autre date selon les places libres.',
  en: 'Full refund up to seven days before the performance; after that, exchange for another date if places are left.',
};

const tiers: readonly TierPlan[] = [
  { code: 'carre-or', name: { fr: 'Carré Or', en: 'Carré Or' }, zones: ['carre-or'] },
  { code: 'orchestre', name: { fr: 'Orchestre', en: 'Orchestra' }, zones: ['orchestre-centre'] },
  {
    code: 'cotes',
    name: { fr: 'Orchestre, côtés', en: 'Orchestra sides' },
    zones: ['orchestre-jardin', 'orchestre-cour'],
  },
  { code: 'balcon', name: { fr: 'Balcon', en: 'Balcony' }, zones: ['balcon-face', 'balcon-jardin', 'balcon-cour'] },
];

const tariffs: readonly TariffPlan[] = [
  { code: 'full', kind: 'full', name: { fr: 'Plein tarif', en: 'Full price' } },
  {
    code: 'reduced',
    kind: 'reduced',
    name: { fr: 'Tarif réduit', en: 'Reduced' },
    condition: {
      fr: 'Moins de 26 ans, demandeurs d’emploi, plus de 65 ans ; justificatif à l’entrée.',
      en: 'Under 26, job seekers, over 65; bring a proof.',
    },
  },
  {
    code: 'child',
    kind: 'child',
    name: { fr: 'Enfant', en: 'Child' },
    condition: { fr: 'Jusqu’à 12 ans, accompagné d’un adulte.', en: 'Up to 12, with an adult.' },
  },
];

/** Full prices in cents; reduced is about three quarters of it and child half. The Carré Or has no child price. */
function pricesOf(full: Readonly<Record<string, number>>, feeMinor: number): PricePlan[] {
  const shares = { full: 1, reduced: 0.75, child: 0.5 };
  return Object.entries(full).flatMap(([tier, fullMinor]) =>
    Object.entries(shares)
      .filter(([tariff]) => !(tier === 'carre-or' && tariff === 'child'))
      .map(([tariff, share]) => ({
        tier,
        tariff,
        priceMinor: Math.round((fullMinor * share) / 50) * 50,
        feeMinor,
        taxBasisPoints: 550,
      })),
  );
}

const playPrices = pricesOf({ 'carre-or': 4200, orchestre: 3400, cotes: 2600, balcon: 1800 }, 250);
const concertPrices = pricesOf({ 'carre-or': 4500, orchestre: 3800, cotes: 3000, balcon: 2200 }, 350);

const night: EventPlan = {
  slug: 'cordes-de-nuit',
  title: { fr: 'Cordes de nuit', en: 'Night Strings' },
  summary: {
    fr: 'Un quatuor, une seule lampe, et tout ce que la nuit fait aux mélodies.',
    en: 'A quartet, a single lamp, and everything the night does to a melody.',
  },
  description: {
    fr: `Quatre musiciens s’assoient en cercle autour d’une lampe. Ils ne saluent pas, ils accordent leurs instruments à voix basse, et le concert a déjà commencé.

Au programme, des berceuses recueillies de village en village, une chaconne jouée presque sans archet et une pièce nouvelle écrite pour la salle des Arcades, qui laisse l’acoustique du balcon répondre au plateau.

Durée : une heure quarante, sans entracte. La lampe s’éteint à la dernière note ; nous vous demandons d’attendre qu’elle se rallume pour applaudir.`,
    en: `Four musicians sit down around a lamp. They do not bow; they tune under their breath, and the concert has already begun.

They play lullabies gathered from village to village, a chaconne almost without the bow, and a new piece written for the hall of the Arcades, in which the balcony answers the stage.

One hour forty, no interval. The lamp goes out on the last note; please wait for it to come back before you applaud.`,
  },
  category: 'concert',
  poster: 'spotlight',
  refundRule,
  refundPolicy,
};

const lanterns: EventPlan = {
  slug: 'les-lanternes-de-papier',
  title: { fr: 'Les Lanternes de papier', en: 'The Paper Lanterns' },
  summary: {
    fr: 'Une troupe, un fleuve en crue et cent lanternes : une comédie sur ce que l’on sauve en premier.',
    en: 'A troupe, a river in flood and a hundred lanterns: a comedy about what one saves first.',
  },
  description: {
    fr: `La veille de la fête, le fleuve monte. Dans l’atelier des lanternes, sept voisins qui ne se parlaient plus doivent décider, en une nuit, de ce qu’ils emporteront sur le toit.

On y rit beaucoup, on y chante un peu, et les décors se plient sous nos yeux : tout, du pont à la lune, est fait de papier. La troupe des Arcades signe ici sa douzième création.

Deux heures vingt avec entracte. Conseillé à partir de huit ans. Les représentations du dimanche sont décrites en direct au casque pour le public malvoyant.`,
    en: `On the eve of the festival the river rises. In the lantern workshop seven neighbours who had stopped talking must decide, in one night, what to carry up to the roof.

There is much laughter and a little singing, and the set folds before our eyes: everything, from the bridge to the moon, is made of paper. It is the twelfth creation of the Arcades company.

Two hours twenty with an interval. From eight years. Sunday performances have live audio description.`,
  },
  category: 'theatre',
  poster: 'curtain',
  refundRule,
  refundPolicy,
};

const vigil: EventPlan = {
  slug: 'la-grande-veillee',
  title: { fr: 'La Grande Veillée', en: 'The Long Vigil' },
  summary: {
    fr: 'Huit heures de contes, portes ouvertes : on entre, on écoute, on revient.',
    en: 'Eight hours of storytelling with the doors open: come in, listen, come back.',
  },
  description: {
    fr: `Une fois par saison, le théâtre ne ferme pas. Vingt conteuses et conteurs se relaient sur le plateau, sans pause, avec pour seule règle de commencer là où le précédent s’est tu.

Votre place vous attend toute la durée de la Veillée : arrivez quand vous voulez, la soupe est chaude au foyer jusqu’à la fin.`,
    en: `Once a season the theatre does not close. Twenty storytellers take turns on stage without a break, with one rule: begin where the last one fell silent.

Your seat is yours for the whole Vigil: arrive when you like, there is hot soup in the foyer until the end.`,
  },
  category: 'show',
  poster: 'arches',
  refundRule: {
    fr: 'Les places de la Veillée ne sont ni échangées ni remboursées.',
    en: 'Places for the Vigil are neither exchanged nor refunded.',
  },
};

export function theatreProgramme(today: Today): Programme {
  const calendar = calendarIn(timeZone, today);
  return {
    organiser: {
      slug: 'theatre-des-arcades',
      name: 'Théâtre des Arcades',
      legalName: 'Théâtre des Arcades SCOP',
      referencePrefix: 'TA',
      contactEmail: 'billetterie@arcades.example',
      seller: {
        address: '2 place des Arcades',
        postalCode: '21000',
        city: 'Dijon',
        country: 'FR',
        registrationId: '904567893',
        vatId: 'FR62904567893',
        timeZone: 'Europe/Paris',
      },
    },
    venues: [
      {
        venue: {
          slug: venue,
          name: 'Théâtre des Arcades',
          address: '12 place des Arcades',
          city: 'Lyon',
          country: 'FR',
          timeZone,
          latitude: 45.7606,
          longitude: 4.8357,
          accessNote: {
            fr: 'Entrée de plain-pied par le passage des Tisserands. Six places pour fauteuils au rang P, chacune avec un siège d’accompagnement. Le balcon n’a pas d’ascenseur. Boucle magnétique à l’orchestre.',
            en: 'Step-free entrance by passage des Tisserands. Six wheelchair places in row P, each with a companion seat. No lift to the balcony. Hearing loop in the orchestra.',
          },
        },
        mappings: [mapping],
      },
    ],
    events: [
      {
        event: night,
        performances: [
          performance(calendar, { days: 60, time: '20:30', prices: concertPrices, seatsSold: 0.34, customersGo: true }),
        ],
      },
      {
        event: lanterns,
        performances: [
          performance(calendar, { days: -9, prices: playPrices, seatsSold: 0.82 }),
          performance(calendar, { days: 5, prices: playPrices, seatsSold: 1 }),
          performance(calendar, { days: 12, prices: playPrices, seatsSold: 0.72 }),
          performance(calendar, { days: 13, time: '16:00', prices: playPrices, seatsSold: 0.4 }),
          performance(calendar, { days: 40, prices: playPrices, seatsSold: 0, saleOpensInDays: 3 }),
        ],
      },
      { event: vigil, performances: [vigilToday(calendar)] },
    ],
  };
}

type Evening = {
  days: number;
  time?: string;
  prices: readonly PricePlan[];
  seatsSold: number;
  customersGo?: boolean;
  saleOpensInDays?: number;
};

function performance({ at }: Calendar, evening: Evening): DemoPerformance {
  const startsAt = at(evening.days, evening.time ?? '20:00');
  return {
    venue,
    mapping: mapping.name,
    follows: 'calendar',
    seatsSold: evening.seatsSold,
    customersGo: evening.customersGo === true,
    standingSold: 0,
    plan: {
      doorsAt: hoursAfter(startsAt, -1),
      startsAt,
      endsAt: hoursAfter(startsAt, 2.5),
      timeZone,
      currency: 'EUR',
      state: 'on_sale',
      saleOpensAt: at(evening.saleOpensInDays ?? -45, '10:00'),
      saleClosesAt: startsAt,
      tiers,
      tariffs,
      prices: evening.prices,
    },
  };
}

/** Its doors have just opened, whatever the hour, so that a newcomer can buy and be let in at once. */
function vigilToday({ now, at }: Calendar): DemoPerformance {
  const hour = new Date(now);
  hour.setUTCMinutes(0, 0, 0);
  const endsAt = hoursAfter(hour, 8);
  return {
    venue,
    mapping: mapping.name,
    follows: 'clock',
    seatsSold: 0.45,
    customersGo: true,
    standingSold: 0,
    plan: {
      doorsAt: hoursAfter(hour, -1),
      startsAt: hoursAfter(hour, 2),
      endsAt,
      timeZone,
      currency: 'EUR',
      state: 'on_sale',
      saleOpensAt: at(-30, '10:00'),
      saleClosesAt: endsAt,
      tiers,
      tariffs,
      prices: playPrices,
    },
  };
}
