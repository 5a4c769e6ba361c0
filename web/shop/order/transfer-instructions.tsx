import { inGroups } from '@tessera/contract/iban';
import { toDecimal } from '@tessera/contract/money';
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { useLanguage } from '../../languages/use-language.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { QrCode } from '../../ui/qr-code.tsx';
import { checkoutPath } from '../addresses.ts';
import type { Order } from '../wire.ts';

type Transfer = NonNullable<Order['transfer']>;

/** Where the money of an order goes, how much, with which reference and until when; each to be copied, or all scanned. */
export function TransferInstructions({
  order,
  transfer,
  token,
}: {
  order: Order;
  transfer: Transfer;
  token: string | undefined;
}) {
  const { t, price, moment } = useLanguage();
  const until = moment(transfer.until, order.performance.timeZone, 'day-time');
  return (
    <section aria-labelledby="transfer" className="card space-y-5 p-5" data-testid="transfer">
      <div className="space-y-1">
        <h2 id="transfer" className="text-2xl">
          {t('transfer.pay', { amount: price(transfer.amount), until })}
        </h2>
        <p className="text-muted">{t('transfer.why', { email: order.buyer.email })}</p>
      </div>
      <div className="flex flex-wrap gap-6">
        <dl className="min-w-0 grow space-y-3">
          <Line label={t('transfer.holder')} shown={transfer.holder} copied={transfer.holder} />
          <Line label="IBAN" shown={inGroups(transfer.iban)} copied={transfer.iban} isCode />
          {transfer.bic ? <Line label="BIC" shown={transfer.bic} copied={transfer.bic} isCode /> : null}
          <Line
            label={t('transfer.reference')}
            shown={inGroups(transfer.reference)}
            copied={transfer.reference}
            isCode
          />
          <Line label={t('transfer.amount')} shown={price(transfer.amount)} copied={toDecimal(transfer.amount)} />
        </dl>
        {transfer.scanText ? (
          <figure className="w-44 space-y-2 text-center">
            <QrCode text={transfer.scanText} label={t('transfer.scan-label')} className="w-full rounded-m" />
            <figcaption className="text-sm text-muted">{t('transfer.scan')}</figcaption>
          </figure>
        ) : null}
      </div>
      <p className="text-sm text-muted">{t('transfer.exact')}</p>
      {token ? (
        <Link to={checkoutPath(order.hold, token, order.id)} className={buttonClass('secondary', 'max-sm:w-full')}>
          {t('transfer.otherwise')}
        </Link>
      ) : null}
    </section>
  );
}

function Line({ label, shown, copied, isCode }: { label: string; shown: string; copied: string; isCode?: boolean }) {
  const { t } = useLanguage();
  const [isCopied, setIsCopied] = useState(false);
  const copy = () => {
    navigator.clipboard?.writeText(copied).then(
      () => setIsCopied(true),
      () => setIsCopied(false),
    );
  };
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4">
      <dt className="text-sm text-muted">{label}</dt>
      <dd className={classes('col-start-1 font-semibold', isCode ? 'figures break-words select-all' : '')}>
        <bdi>{shown}</bdi>
      </dd>
      <dd className="col-start-2 row-span-2 row-start-1">
        <Button kind="quiet" className="min-h-11 px-3" onClick={copy}>
          {isCopied ? <Check aria-hidden="true" className="size-5" /> : <Copy aria-hidden="true" className="size-5" />}
          <span aria-live="polite">{isCopied ? t('transfer.copied') : t('transfer.copy')}</span>
          <span className="sr-only">{label}</span>
        </Button>
      </dd>
    </div>
  );
}
