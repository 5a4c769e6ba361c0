import { CircleSlash, Clock, Flame, Hourglass, Ticket } from 'lucide-react';
import { useLanguage } from '../languages/use-language.ts';
import { classes } from '../ui/classes.ts';
import type { Availability, SaleState } from './wire.ts';

const inks = { plenty: 'text-success', few: 'text-warning', last: 'text-danger', none: 'text-muted' } as const;
const icons = { plenty: Ticket, few: Hourglass, last: Flame, none: CircleSlash } as const;

/** How much is left, or why nothing can be bought: in a word, an icon and a colour. */
export function AvailabilityWord({
  sale,
  availability,
  className,
}: {
  sale: SaleState;
  availability: Availability;
  className?: string;
}) {
  const { t } = useLanguage();
  const buyable = sale === 'open';
  const Icon = buyable ? icons[availability] : sale === 'not_open' ? Clock : CircleSlash;
  const ink = buyable ? inks[availability] : sale === 'not_open' ? 'text-info' : 'text-muted';
  return (
    <span className={classes('inline-flex items-center gap-1.5 text-sm font-medium', ink, className)}>
      <Icon aria-hidden="true" className="size-4 shrink-0" />
      {buyable ? t(`availability.${availability}`) : t(`sale.${sale}`)}
    </span>
  );
}
