import fc from 'fast-check';

/** Numbers point at what is there when the step is taken, counted round and round; where nothing is, nothing happens. */
export type Buyer = { readonly code: number; readonly person: number; readonly reduced: number };
export type Step =
  | ({ readonly do: 'hold seats'; readonly seats: readonly number[] } & Buyer)
  | ({ readonly do: 'hold standing'; readonly quantity: number } & Buyer)
  | ({ readonly do: 'hold best'; readonly quantity: number; readonly together: boolean } & Buyer)
  | { readonly do: 'extend' | 'release' | 'let expire' | 'sell'; readonly hold: number }
  | { readonly do: 'return'; readonly hold: number; readonly places: number }
  | { readonly do: 'order'; readonly hold: number; readonly person: number }
  | {
      readonly do: 'replace';
      readonly hold: number;
      readonly release: number;
      readonly seats: readonly number[];
      readonly reduced: number;
    }
  | { readonly do: 'tidy' }
  | {
      readonly do: 'allocate';
      readonly seats: readonly number[];
      readonly standing: number;
      readonly hasCode: boolean;
      readonly isDated: boolean;
      readonly name: number;
    }
  | { readonly do: 'release allocation' | 'release date'; readonly allocation: number }
  | { readonly do: 'close zone' | 'open zone'; readonly zone: number }
  | { readonly do: 'create quota'; readonly size: number; readonly scope: number; readonly name: number }
  | { readonly do: 'resize quota'; readonly quota: number; readonly size: number }
  | { readonly do: 'remove quota'; readonly quota: number }
  | { readonly do: 'limit persons'; readonly max: number }
  | { readonly do: 'move'; readonly dropped: number; readonly capacity: number; readonly hasExtra: boolean };

const any = fc.nat(99);
const upTo = (max: number) => fc.nat(max);
const buyer = {
  /** 0 to 4: without a code; 9: one that opens nothing. */
  code: upTo(9),
  /** 0 to 2: a guest. */
  person: upTo(5),
  reduced: fc.constantFrom(0, 0, 0, 1, 2, 4),
};
const seats = (max: number, length: { minLength?: number; maxLength: number }) => fc.uniqueArray(upTo(max), length);
const of = <Name extends Step['do'], Parts extends object>(
  name: Name,
  parts: { [Key in keyof Parts]: fc.Arbitrary<Parts[Key]> },
) => fc.record({ do: fc.constant(name), ...parts }) as fc.Arbitrary<{ do: Name } & Parts>;

const weighted: readonly (readonly [number, fc.Arbitrary<Step>])[] = [
  [8, of('hold seats', { seats: seats(18, { minLength: 1, maxLength: 4 }), ...buyer })],
  [2, of('hold seats', { seats: fc.constantFrom([14, 15, 16, 17], [12, 13], [13], [12], [14, 15]), ...buyer })],
  [6, of('hold standing', { quantity: fc.integer({ min: 1, max: 7 }), ...buyer })],
  [5, of('hold best', { quantity: fc.integer({ min: 1, max: 7 }), together: fc.boolean(), ...buyer })],
  [1, of('extend', { hold: any })],
  [3, of('release', { hold: any })],
  [5, of('let expire', { hold: any })],
  [5, of('sell', { hold: any })],
  [3, of('return', { hold: any, places: any })],
  [3, of('order', { hold: any, person: upTo(2) })],
  [4, of('replace', { hold: any, release: any, seats: seats(18, { maxLength: 3 }), reduced: upTo(5) })],
  [2, fc.constant({ do: 'tidy' })],
  [
    3,
    of('allocate', {
      seats: seats(11, { maxLength: 3 }),
      standing: upTo(3),
      hasCode: fc.boolean(),
      isDated: fc.boolean(),
      name: upTo(5),
    }),
  ],
  [1, of('release allocation', { allocation: any })],
  [2, of('release date', { allocation: any })],
  [1, of('close zone', { zone: any })],
  [2, of('open zone', { zone: any })],
  [2, of('create quota', { size: upTo(8), scope: any, name: upTo(3) })],
  [1, of('resize quota', { quota: any, size: upTo(10) })],
  [1, of('remove quota', { quota: any })],
  [2, of('limit persons', { max: upTo(6) })],
  [1, of('move', { dropped: upTo(20), capacity: upTo(8), hasExtra: fc.boolean() })],
];

export const anyStep: fc.Arbitrary<Step> = fc.oneof(...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary })));
