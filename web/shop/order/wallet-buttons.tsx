import { googleLinkTicketsMax } from '@tessera/contract/google-link';
import { Wallet, WalletCards } from 'lucide-react';
import { Form } from 'react-router';
import { useLanguage } from '../../languages/use-language.ts';
import { Banner } from '../../ui/banner.tsx';
import { buttonClass } from '../../ui/button.tsx';
import type { Wallets } from './wallets.ts';

/** Takes tickets into the wallet of a phone, that of this one first; nothing where no wallet is offered. */
export function WalletButtons({
  wallets,
  appleHref,
  googleTickets,
  hasFailed,
}: {
  wallets: Wallets;
  appleHref: string;
  /** How many are taken into Google’s at once. */
  googleTickets: number;
  hasFailed: boolean;
}) {
  const { t } = useLanguage();
  const apple = wallets.apple ? (
    <a key="apple" href={appleHref} className={buttonClass('secondary', 'max-sm:w-full')}>
      <WalletCards aria-hidden="true" className="size-5 shrink-0" />
      {t('wallet.apple')}
    </a>
  ) : null;
  const google =
    wallets.google && googleTickets <= googleLinkTicketsMax ? (
      <Form key="google" method="post" reloadDocument className="contents">
        <button type="submit" className={buttonClass('secondary', 'max-sm:w-full')}>
          <Wallet aria-hidden="true" className="size-5 shrink-0" />
          {t('wallet.google')}
        </button>
      </Form>
    ) : null;
  if (!apple && !google) return null;
  return (
    <>
      {wallets.first === 'google' ? [google, apple] : [apple, google]}
      {hasFailed ? (
        <Banner tone="warning" title={t('wallet.failed')} className="w-full">
          <p>{t('wallet.failed.why')}</p>
        </Banner>
      ) : null}
    </>
  );
}
