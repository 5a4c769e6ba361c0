import type { Reply } from '@tessera/contract/api/operations';

export type ScanResult = Reply<'scanTickets'>['results'][number];

/** What fills the screen. unsent: no verdict came, so nobody may take it for one. */
export type Look = 'granted' | 'used' | 'elsewhere' | 'denied' | 'unsent';

const elsewhere = new Set(['wrong_gate', 'wrong_performance', 'too_early', 'too_late']);

export function lookOf({ verdict, reason }: ScanResult): Look {
  if (verdict === 'admitted') return 'granted';
  if (reason === 'already_used') return 'used';
  return reason && elsewhere.has(reason) ? 'elsewhere' : 'denied';
}

/** Told apart by lightness first, then by shape, word, sound and vibration: readable without colour vision and at two metres. */
export const looks = {
  granted: { background: '#35D07F', ink: '#000000', tones: [[880, 120]], vibration: [80] },
  used: {
    background: '#FFB000',
    ink: '#000000',
    tones: [
      [330, 160],
      [0, 80],
      [330, 160],
    ],
    vibration: [200, 100, 200],
  },
  elsewhere: {
    background: '#1E3FAE',
    ink: '#FFFFFF',
    tones: [
      [520, 150],
      [390, 200],
    ],
    vibration: [300],
  },
  denied: { background: '#9B0018', ink: '#FFFFFF', tones: [[220, 600]], vibration: [600] },
  unsent: {
    background: '#3A3F4F',
    ink: '#FFFFFF',
    tones: [
      [440, 90],
      [0, 70],
      [440, 90],
      [0, 70],
      [440, 90],
    ],
    vibration: [80, 60, 80, 60, 80],
  },
} as const satisfies Record<
  Look,
  {
    background: string;
    ink: string;
    tones: readonly (readonly [hertz: number, milliseconds: number])[];
    vibration: readonly number[];
  }
>;
