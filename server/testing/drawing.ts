import type { Input } from '@tessera/contract/api/operations';

/** A small plan with everything a plan can have. */
export function drawingOf(stamp: number): Input<'drawMapping'>['body'] {
  const seat = (number: string, position: number, more: object = {}) => ({
    number,
    position,
    x: 2 + position,
    y: 5,
    ...more,
  });
  return {
    stamp,
    width: 20,
    height: 20,
    focus: { x: 10, y: 1 },
    zones: [
      { code: 'tribune', name: 'Tribune', kind: 'group' },
      {
        code: 'gradins',
        name: 'Gradins',
        kind: 'seated',
        parent: 'tribune',
        tables: [{ label: 'T1', soldWhole: true }],
        rows: [
          {
            label: 'A',
            position: 0,
            seats: [
              seat('1', 0, { flags: ['wheelchair', 'step_free'] }),
              seat('2', 1, { flags: ['companion'], companionOf: { row: 'A', number: '1' } }),
              seat('3', 2, { flags: ['table'], table: 'T1' }),
            ],
          },
        ],
      },
      { code: 'fosse', name: 'Fosse', kind: 'standing', capacity: 100 },
    ],
    gates: [{ code: 'A', name: 'Porte A', zones: ['tribune', 'fosse'], accessPoints: [{ name: 'A1' }] }],
  };
}
