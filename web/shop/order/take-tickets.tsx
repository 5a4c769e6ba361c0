import { Download } from 'lucide-react';
import { useLanguage } from '../../languages/use-language.ts';
import { buttonClass } from '../../ui/button.tsx';
import { applePassesPath, ticketsPdfPath } from '../addresses.ts';
import type { Order } from '../wire.ts';
import { WalletButtons } from './wallet-buttons.tsx';
import type { Wallets } from './wallets.ts';

/** What tickets can be taken along as: only what opens doors. */
export function TakeTickets({
  order,
  token,
  wallets,
  hasFailed,
}: {
  order: Order;
  token: string | undefined;
  wallets: Wallets;
  hasFailed: boolean;
}) {
  const { t } = useLanguage();
  const valid = order.tickets.filter(({ status }) => status === 'valid').length;
  const opensByPaper = order.tickets.every(({ rotating }) => rotating !== 'required');
  return (
    <>
      {opensByPaper ? (
        <a href={ticketsPdfPath(order.id, token)} className={buttonClass('primary', 'max-sm:w-full')}>
          <Download aria-hidden="true" className="size-5" />
          {t('order.pdf', { count: valid })}
        </a>
      ) : null}
      <WalletButtons
        wallets={opensByPaper ? wallets : { ...wallets, apple: false }}
        appleHref={applePassesPath(order.id, token)}
        googleTickets={valid}
        hasFailed={hasFailed}
      />
    </>
  );
}
