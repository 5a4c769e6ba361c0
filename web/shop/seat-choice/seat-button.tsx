import { Accessibility, Check } from 'lucide-react';
import { type CSSProperties, memo } from 'react';
import { useLanguage } from '../../languages/use-language.ts';
import { classes } from '../../ui/classes.ts';
import { type Tier, usualOffer } from '../offers.ts';
import type { Seat } from '../wire.ts';
import { type SeatLook, seatFace } from './seat-look.ts';

type SeatButtonProps = {
  seat: Seat;
  tier: Tier | undefined;
  mine: boolean;
  lone: boolean;
  reachable: boolean;
  full: boolean;
  toggle: (seat: Seat) => void;
  reach: (id: string) => void;
};

/** Drawn again only when something about this seat changed. */
export const SeatButton = memo(function SeatButton({
  seat,
  tier,
  mine,
  lone,
  reachable,
  full,
  toggle,
  reach,
}: SeatButtonProps) {
  const { t } = useLanguage();
  const name = useSeatName();
  const look: SeatLook = mine ? 'mine' : seat.state;
  const blocked = look !== 'mine' && (seat.state !== 'available' || full);
  const label = lone ? `${name(seat, tier, look)}, ${t('seat.lone')}` : name(seat, tier, look);
  return (
    <button
      type="button"
      data-seat={seat.id}
      data-state={look}
      data-lone={lone || undefined}
      aria-label={label}
      title={label}
      aria-pressed={mine}
      aria-disabled={blocked || undefined}
      tabIndex={reachable ? 0 : -1}
      onFocus={() => reach(seat.id)}
      onClick={() => {
        if (!blocked) toggle(seat);
      }}
      className={classes(
        'group flex size-11 items-center justify-center rounded-m p-1',
        lone && 'outline-3 -outline-offset-1 outline-warning',
      )}
      style={tierColours(tier)}
    >
      <span className={seatFace(look, seat.flags)}>{faceOf(seat, look)}</span>
    </button>
  );
});

/** "Row F, seat 12, Carré Or, €45.00, restricted view, available": the state comes last and changes in place. */
export function useSeatName() {
  const { t, text, price } = useLanguage();
  return (seat: Seat, tier: Tier | undefined, look?: SeatLook): string => {
    const offer = tier ? usualOffer(tier, 1) : undefined;
    return [
      t('seat.place', { row: seat.row, number: seat.number }),
      tier ? text(tier.name) : '',
      offer ? price(offer.price) : '',
      ...seat.flags.map((flag) => t(`seat.flag.${flag}`)),
      look ? t(`seat.${look}`) : '',
    ]
      .filter(Boolean)
      .join(', ');
  };
}

function faceOf(seat: Seat, look: SeatLook) {
  if (look === 'mine') return <Check aria-hidden="true" className="size-5" strokeWidth={3} />;
  if (look !== 'available') return null;
  if (seat.flags.includes('wheelchair')) return <Accessibility aria-hidden="true" className="size-5" />;
  if (seat.flags.includes('companion')) return <span aria-hidden="true">A</span>;
  return <span aria-hidden="true">{seat.number}</span>;
}

function tierColours(tier: Tier | undefined): CSSProperties {
  const look = tier?.look ?? 1;
  const colours: CSSProperties & Record<'--seat' | '--seat-ink', string> = {
    '--seat': `var(--tier-${look})`,
    '--seat-ink': `var(--tier-ink-${look})`,
  };
  return colours;
}
