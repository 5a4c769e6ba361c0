import type { Chance } from './random.ts';

export type Buyer = { readonly name: string; readonly email: string; readonly locale: 'fr' | 'en' };

const firstNames = [
  'Alix',
  'Amel',
  'Anouk',
  'Basile',
  'Camille',
  'Chedli',
  'Clémence',
  'Dalila',
  'Édith',
  'Elyes',
  'Fanny',
  'Farid',
  'Gaspard',
  'Hajer',
  'Ida',
  'Ilyès',
  'Jeanne',
  'Karim',
  'Lina',
  'Lucien',
  'Maëlle',
  'Malek',
  'Nadia',
  'Noé',
  'Olga',
  'Oscar',
  'Prune',
  'Rania',
  'Rémi',
  'Salma',
  'Sami',
  'Théa',
  'Ugo',
  'Violette',
  'Wassim',
  'Yasmine',
  'Zélie',
] as const;
const lastNames = [
  'Aubépin',
  'Belhassine',
  'Boisclair',
  'Bouvreuil',
  'Chantepie',
  'Corbières',
  'Delorme',
  'Dhaouadi',
  'Églantier',
  'Fontanelle',
  'Gharbaoui',
  'Grandpré',
  'Hautcoeur',
  'Jasmin',
  'Kestrel',
  'Lanterne',
  'Merlebleu',
  'Mestirane',
  'Noisetier',
  'Orvillers',
  'Passereau',
  'Quintal',
  'Rochebrune',
  'Saulnier',
  'Sfarine',
  'Tisserand',
  'Vermeille',
  'Zitouna',
] as const;

/** Nobody: names put together by chance, addresses in a domain that delivers nothing. */
export function inventBuyer(chance: Chance): Buyer {
  const first = chance.pick(firstNames);
  const last = chance.pick(lastNames);
  const mailbox = `${first}.${last}`
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
  return {
    name: `${first} ${last}`,
    email: `${mailbox}${chance.between(2, 99)}@example.org`,
    locale: chance.next() < 0.85 ? 'fr' : 'en',
  };
}
