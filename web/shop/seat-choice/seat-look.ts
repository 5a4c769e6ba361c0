import { classes } from '../../ui/classes.ts';
import type { Seat } from '../wire.ts';

export type SeatLook = Seat['state'] | 'mine';

const faces: Record<SeatLook, string> = {
  available: 'size-full border border-transparent bg-(--seat) text-(--seat-ink) group-hover:scale-110',
  mine: 'size-full border border-transparent bg-(--seat-mine) text-(--seat-mine-ink) ring-2 ring-accent ring-offset-2 ring-offset-surface',
  held: 'size-full border-[1.5px] border-(--seat-held) text-transparent bg-[repeating-linear-gradient(45deg,var(--seat-held)_0_1.5px,transparent_1.5px_6px)]',
  sold: 'size-1/2 bg-(--seat-sold) text-transparent forced-colors:border',
  off: 'size-1/3 border border-line text-transparent',
};

/** The face of a seat: its state by shape as well as by colour, its kind by its outline. */
export function seatFace(look: SeatLook, flags: Seat['flags']): string {
  const outline = flags.includes('wheelchair') ? 'rounded-md' : 'rounded-full';
  const restricted = flags.includes('restricted_view') && look === 'available';
  return classes(
    'flex items-center justify-center text-xs font-semibold transition-transform duration-75 motion-reduce:transition-none',
    outline,
    faces[look],
    restricted && '[clip-path:polygon(0_0,100%_0,100%_68%,68%_100%,0_100%)]',
  );
}
