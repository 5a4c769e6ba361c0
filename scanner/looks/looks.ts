import type { RefusalReason } from '@tessera/contract/admission/question';

/** What fills the screen. check: something has to be shown first; hold: nothing may be revealed; unsure: nobody here can tell. */
export type Look = 'granted' | 'check' | 'used' | 'elsewhere' | 'denied' | 'out' | 'hold' | 'unsure';

type Tone = readonly [hertz: number, milliseconds: number];
type LookOf = {
  readonly background: string;
  readonly ink: string;
  readonly tones: readonly Tone[];
  readonly vibration: readonly number[];
  /** How long it stays by itself; absent: until somebody presses, or another code is read. */
  readonly leavesAfterMs?: number;
  /** No other code is read before somebody has pressed. */
  readonly isHeld?: true;
};

/** Silence between two tones. */
const pause: Tone = [0, 80];

/** Told apart by lightness first, then by shape, word, sound and vibration: readable without colour vision and at two metres. */
export const looks: Readonly<Record<Look, LookOf>> = {
  granted: { background: '#35D07F', ink: '#000000', tones: [[880, 120]], vibration: [80], leavesAfterMs: 1200 },
  check: {
    background: '#FFFFFF',
    ink: '#000000',
    tones: [[660, 120], pause, [880, 120]],
    vibration: [80, 80, 80],
    isHeld: true,
  },
  used: {
    background: '#FFB000',
    ink: '#000000',
    tones: [[330, 160], pause, [330, 160]],
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
  out: { background: '#2B3040', ink: '#FFFFFF', tones: [[1200, 25]], vibration: [40], leavesAfterMs: 1000 },
  hold: { background: '#A3A8B4', ink: '#000000', tones: [], vibration: [80], isHeld: true },
  unsure: {
    background: '#A3A8B4',
    ink: '#000000',
    tones: [[440, 90], pause, [440, 90], pause, [440, 90]],
    vibration: [80, 60, 80, 60, 80],
    isHeld: true,
  },
};

const looksOfReasons: Readonly<Record<RefusalReason, Look>> = {
  not_a_ticket: 'denied',
  wrong_signature: 'denied',
  unknown_ticket: 'denied',
  revoked: 'denied',
  replaced: 'denied',
  barred: 'hold',
  unpaid: 'denied',
  suspended: 'denied',
  wrong_performance: 'elsewhere',
  already_used: 'used',
  used_up: 'used',
  already_inside: 'used',
  too_late: 'elsewhere',
  wrong_product: 'elsewhere',
  stale_code: 'denied',
  in_other_zone: 'elsewhere',
  too_early: 'elsewhere',
  zone_full: 'elsewhere',
  wrong_gate: 'elsewhere',
  other_lane: 'elsewhere',
};

export function lookOfRefusal(reason: string | undefined): Look {
  return Object.entries(looksOfReasons).find(([known]) => known === reason)?.[1] ?? 'denied';
}
