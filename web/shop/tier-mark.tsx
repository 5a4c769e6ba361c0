import { classes } from '../ui/classes.ts';

const shapes: Readonly<Record<number, string>> = {
  1: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13z',
  2: 'M2 2h12v12H2z',
  3: 'M8 1l7 13.5H1z',
  4: 'M8 .5L15.5 8 8 15.5.5 8z',
  5: 'M5.5 1h5v4.5H15v5h-4.5V15h-5v-4.5H1v-5h4.5z',
  6: 'M8 .6l2.2 5 5.4.5-4.1 3.6 1.2 5.3L8 12.2 3.3 15l1.2-5.3L.4 6.1l5.4-.5z',
};

/** Colour and shape of a price tier; the name stands beside it. */
export function TierMark({ look, className }: { look: number; className?: string }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 16 16" className={classes('inline-block size-4 shrink-0', className)}>
      <path d={shapes[look] ?? shapes[1]} fill={`var(--tier-${look})`} />
    </svg>
  );
}
