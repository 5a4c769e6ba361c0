import { X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Form, useNavigation } from 'react-router';
import { useLanguage } from '../../languages/use-language.ts';
import { SubmitButton } from '../../ui/button.tsx';
import { MissedNote } from '../missed-note.tsx';
import { sharedTariffs, type TariffCounts, type Tier, usualOffer } from '../offers.ts';
import { TierMark } from '../tier-mark.tsx';
import type { Performance, Seat } from '../wire.ts';
import { CodeInput } from './code-field.tsx';
import { TariffCounter } from './tariff-counter.tsx';
import { linesOf, useBasketTotal } from './use-basket-total.ts';
import type { Selection } from './use-selection.ts';

type BasketProps = {
  performance: Performance;
  tiers: readonly Tier[];
  selection: Selection;
  holdKey: string;
  /** These very seats were refused: what comes instead goes first. */
  isRefused: boolean;
};

/** The bar at the bottom: what went wrong, where it is seen, and the seats chosen with the way on. */
export function Basket({ children, ...basket }: BasketProps & { children: ReactNode }) {
  const { t } = useLanguage();
  return (
    <section
      aria-label={t('basket.label')}
      data-testid="basket"
      className="sticky bottom-0 z-30 bg-surface/95 backdrop-blur-lg"
    >
      <div className="wrap max-h-[55dvh] space-y-3 overflow-y-auto not-empty:py-3">{children}</div>
      {basket.selection.seats.length > 0 ? <ChosenSeats {...basket} /> : null}
    </section>
  );
}

/** The seats chosen, who comes, what the server asks for them. */
function ChosenSeats({ performance, tiers, selection, holdKey, isRefused }: BasketProps) {
  const { t, price } = useLanguage();
  const navigation = useNavigation();
  const [counts, setCounts] = useState<TariffCounts>({});
  const { seats, full } = selection;
  const parts = tiers
    .map((tier) => ({ tier, quantity: seats.filter((seat) => seat.tier === tier.id).length }))
    .filter(({ quantity }) => quantity > 0);
  const fitting = counted(counts) <= seats.length ? counts : {};
  const { total, missed } = useBasketTotal(performance, linesOf(parts, fitting));
  const tariffs = sharedTariffs(parts.map(({ tier }) => tier));
  return (
    <div className="border-t border-line">
      <Form method="post" className="wrap space-y-2 py-2.5 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
        <input type="hidden" name="way" value="seats" />
        <input type="hidden" name="seats" value={seats.map(({ id }) => id).join(',')} />
        <input type="hidden" name="zones" value={[...new Set(seats.map(({ zone }) => zone))].join(',')} />
        <CodeInput />
        {total ? <input type="hidden" name="total" value={total.amountMinor} /> : null}
        <input type="hidden" name="tier" value={parts.length === 1 ? (parts[0]?.tier.id ?? '') : ''} />
        <input
          type="hidden"
          name="key"
          value={`${holdKey}-${seats
            .map(({ id }) => id)
            .join('-')
            .slice(0, 120)}-${counted(fitting)}`}
        />
        <ul className="flex gap-2 overflow-x-auto p-1">
          {seats.map((seat) => (
            <BasketLine
              key={seat.id}
              seat={seat}
              tier={tiers.find(({ id }) => id === seat.tier)}
              remove={selection.toggle}
            />
          ))}
        </ul>
        <MissedNote missed={missed} />
        <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
          <p role="status" className="figures">
            <span className="font-semibold">{t('basket.places', { count: seats.length })}</span>
            <span className="text-muted">
              {' · '}
              {total ? <bdi className="text-lg font-semibold text-ink">{price(total)}</bdi> : t('basket.total-next')}
            </span>
            {full ? (
              <span className="block text-sm text-muted">
                {t('basket.full', { count: performance.placesPerOrderMax })}
              </span>
            ) : null}
          </p>
          {tariffs.some(({ kind, quantityMin }) => kind !== 'full' && quantityMin <= seats.length) ? (
            <details className="open:order-first open:basis-full">
              <summary className="inline-flex min-h-11 items-center font-medium text-accent underline-offset-4 hover:underline">
                {t('tariffs.summary')}
              </summary>
              <div className="max-h-[40dvh] max-w-xl overflow-y-auto py-2">
                <TariffCounter tariffs={tariffs} quantity={seats.length} counts={fitting} setCounts={setCounts} />
              </div>
            </details>
          ) : null}
          <SubmitButton
            data-testid="continue"
            kind={isRefused ? 'secondary' : 'primary'}
            className="grow sm:ms-auto sm:grow-0 sm:px-10"
            pending={navigation.state !== 'idle' && navigation.formData?.get('way') === 'seats'}
            pendingLabel={t('buy.holding')}
          >
            {t('seats.continue')}
          </SubmitButton>
        </div>
      </Form>
    </div>
  );
}

function BasketLine({ seat, tier, remove }: { seat: Seat; tier: Tier | undefined; remove: (seat: Seat) => void }) {
  const { t, price } = useLanguage();
  const offer = tier ? usualOffer(tier, 1) : undefined;
  const place = t('seat.place', { row: seat.row, number: seat.number });
  return (
    <li
      data-testid="basket-line"
      className="flex shrink-0 items-center gap-2 rounded-m border border-line bg-raised ps-3"
    >
      {tier ? <TierMark look={tier.look} /> : null}
      <span className="whitespace-nowrap text-sm">
        {place}
        {offer ? <bdi className="figures text-muted"> · {price(offer.price)}</bdi> : null}
      </span>
      <button
        type="button"
        aria-label={t('basket.remove', { place })}
        onClick={() => remove(seat)}
        className="flex size-11 items-center justify-center rounded-m hover:bg-overlay"
      >
        <X aria-hidden="true" className="size-4" />
      </button>
    </li>
  );
}

function counted(counts: TariffCounts): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
