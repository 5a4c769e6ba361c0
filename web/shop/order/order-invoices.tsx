import { FileText } from 'lucide-react';
import { useLanguage } from '../../languages/use-language.ts';
import { invoicePdfPath } from '../addresses.ts';
import type { Invoice } from '../wire.ts';

/** The invoice and the credit notes of an order, as PDF. */
export function OrderInvoices({ invoices, token }: { invoices: readonly Invoice[]; token: string | undefined }) {
  const { t, price } = useLanguage();
  if (invoices.length === 0) return null;
  return (
    <section aria-labelledby="invoices" className="card p-5">
      <h2 id="invoices" className="text-xl">
        {t('invoices.heading')}
      </h2>
      <ul className="mt-2 divide-y divide-line">
        {invoices.map(({ id, kind, number, total }) => (
          <li key={id}>
            <a
              href={invoicePdfPath(id, token)}
              className="flex min-h-12 items-center gap-3 py-2 underline-offset-4 hover:underline"
            >
              <FileText aria-hidden="true" className="size-5 shrink-0 text-muted" />
              <span className="grow">
                {t(`invoices.${kind}`)} <span className="figures text-muted">{number}</span>
              </span>
              <bdi className="figures shrink-0">{price(total)}</bdi>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
