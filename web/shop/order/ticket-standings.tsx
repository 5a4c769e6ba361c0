import { Link } from 'react-router';
import { useLanguage } from '../../languages/use-language.ts';
import type { Order } from '../wire.ts';

/** For staff: each ticket leads to where it is suspended, resumed, or given another code. */
export function TicketStandings({ tickets }: { tickets: Order['tickets'] }) {
  const { t } = useLanguage();
  return (
    <section aria-labelledby="standings" className="card space-y-2 p-5">
      <h2 id="standings" className="text-2xl">
        {t('standing.of-order')}
      </h2>
      <p className="text-sm text-muted">{t('standing.of-order.hint')}</p>
      <ul className="divide-y divide-line">
        {tickets.map(({ id, serial, place }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-x-6">
            <span>{place}</span>
            <Link
              to={`/desk/tickets/${id}`}
              className="figures inline-flex min-h-11 items-center underline underline-offset-4"
            >
              {serial}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
