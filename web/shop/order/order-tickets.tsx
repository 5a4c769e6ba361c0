import { Maximize2 } from 'lucide-react';
import { Link } from 'react-router';
import { useLanguage } from '../../languages/use-language.ts';
import { QrCode } from '../../ui/qr-code.tsx';
import { ticketPath } from '../addresses.ts';
import type { Order } from '../wire.ts';

/** The tickets with their codes, each leading to its full-screen page for the gate. */
export function OrderTickets({ order, token }: { order: Order; token: string | undefined }) {
  const { t } = useLanguage();
  const valid = order.tickets.filter(({ status }) => status === 'valid');
  const shown = valid.length > 0 ? valid : order.tickets;
  return (
    <section aria-labelledby="tickets" className="space-y-4">
      <h2 id="tickets" className="text-2xl">
        {t('order.tickets', { count: shown.length })}
      </h2>
      <ul className="grid gap-5 sm:grid-cols-2">
        {shown.map((ticket) => (
          <li key={ticket.id} className="card flex flex-col overflow-hidden">
            <div className="space-y-1 p-5">
              <p className="text-xl font-semibold">{ticket.place}</p>
              {ticket.holder ? <p className="text-muted">{ticket.holder}</p> : null}
              <p className="figures text-sm text-subtle">{ticket.serial}</p>
            </div>
            <div className="relative mt-auto flex justify-center border-t border-dashed border-line-strong bg-white p-4">
              {ticket.code && (ticket.isSuspended || ticket.rotating !== 'off') ? (
                <p className="py-16 text-center font-semibold text-[#14162b]">
                  {t(ticket.isSuspended ? 'ticket.suspended' : 'order.code-on-page')}
                </p>
              ) : ticket.code ? (
                <QrCode
                  text={ticket.code}
                  label={t('ticket.code', { place: ticket.place })}
                  className="aspect-square w-full max-w-60"
                />
              ) : (
                <p className="py-16 font-semibold text-[#c01d48]">{t('ticket.void')}</p>
              )}
            </div>
            <Link
              to={ticketPath(ticket.id, token)}
              reloadDocument
              className="flex min-h-12 items-center justify-center gap-2 border-t border-line font-medium hover:bg-raised"
              aria-label={t('order.show', { place: ticket.place })}
            >
              <Maximize2 aria-hidden="true" className="size-4" />
              {t('order.show-short')}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
