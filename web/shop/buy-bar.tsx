import { Armchair, Minus, Plus } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Form, Link, type Navigation, useNavigation, useSubmit } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { buttonClass, SubmitButton } from '../ui/button.tsx';
import { stepClass } from '../ui/stepper.tsx';
import { MissedNote } from './missed-note.tsx';
import { remainingIn, standingOnly, tiersOf, usualOffer } from './offers.ts';
import type { Offer, Performance, Quote } from './wire.ts';

type Choice = {
  readonly quantity: number;
  /** A tier's id, or `any`. */
  readonly tier: string;
  readonly tariff: Offer['tariff'] | undefined;
  readonly total: Quote['total'] | undefined;
  readonly missed: Quote['missed'] | undefined;
};

/** How many, which category, the price the server gives for it, and the two ways to buy. Works without scripts. */
export function BuyBar({
  performance,
  slug,
  choice,
  holdKey,
  code,
  children,
}: {
  performance: Performance;
  slug: string;
  choice: Choice;
  holdKey: string;
  code: string;
  children: ReactNode;
}) {
  const { t, price } = useLanguage();
  const navigation = useNavigation();
  const holding = navigation.state !== 'idle' && navigation.formMethod === 'POST';
  const standing = standingOnly(performance);
  const { wish, isPriced } = wishOf(choice, navigation);
  const best = t(standing ? 'buy.standing' : 'buy.best', { count: wish.quantity });
  return (
    <section
      aria-label={t('buy.bar')}
      data-testid="buy-bar"
      className="sticky bottom-0 z-30 mt-auto border-t border-line bg-surface/92 backdrop-blur-lg"
    >
      <div className="wrap space-y-3 py-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
        <div className="max-h-[55dvh] overflow-y-auto empty:hidden">{children}</div>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2.5">
          <QuantityAndTier performance={performance} choice={choice} />
          <div className="flex min-w-0 grow basis-72 gap-2.5">
            <Form method="post" className="min-w-0 grow">
              <input type="hidden" name="performance" value={performance.id} />
              <input type="hidden" name="n" value={wish.quantity} />
              {wish.quantity > 1 ? <input type="hidden" name="together" value="1" /> : null}
              <input type="hidden" name="tier" value={wish.tier} />
              <input type="hidden" name="code" value={code} />
              {isPriced && choice.total ? <input type="hidden" name="total" value={choice.total.amountMinor} /> : null}
              <input type="hidden" name="key" value={holdKey} />
              <SubmitButton
                data-testid="best-btn"
                pending={holding}
                pendingLabel={t('buy.holding')}
                className="figures w-full px-3"
                aria-busy={!isPriced || undefined}
              >
                {isPriced && choice.total ? `${best} · ${price(choice.total)}` : best}
              </SubmitButton>
            </Form>
            {standing ? null : (
              <Link
                data-testid="choose-btn"
                to={`/e/${slug}/p/${performance.id}/seats?n=${wish.quantity}`}
                aria-label={t('buy.choose')}
                className={buttonClass('secondary', 'shrink-0 px-4')}
              >
                <Armchair aria-hidden="true" className="size-5 max-sm:hidden" />
                <span className="sm:hidden">{t('buy.choose-short')}</span>
                <span className="max-sm:hidden">{t('buy.choose')}</span>
              </Link>
            )}
          </div>
        </div>
        {isPriced ? <MissedNote missed={choice.missed} /> : null}
        <p className="text-sm text-muted">
          {choice.tier === 'any' ? t('buy.any-note') : t('buy.note', { minutes: performance.holdMinutes })}
        </p>
      </div>
    </section>
  );
}

/** What the buyer has just chosen counts at once: who presses before its price has come gets it, and not what was chosen before. */
function wishOf(
  choice: Choice,
  { state, formMethod, formData }: Pick<Navigation, 'state' | 'formMethod' | 'formData'>,
): { wish: Pick<Choice, 'quantity' | 'tier'>; isPriced: boolean } {
  if (state !== 'loading' || formMethod !== 'GET' || !formData) return { wish: choice, isPriced: true };
  const quantity = Number(formData.get('n'));
  const tier = formData.get('tier');
  return {
    wish: {
      quantity: Number.isInteger(quantity) && quantity > 0 ? quantity : choice.quantity,
      tier: typeof tier === 'string' ? tier : choice.tier,
    },
    isPriced: false,
  };
}

/** A GET form: the answer is this page with the new price. The buttons send `step` when there are no scripts. */
function QuantityAndTier({ performance, choice }: { performance: Performance; choice: Choice }) {
  const { t, text, price } = useLanguage();
  const submit = useSubmit();
  const tiers = tiersOf(performance);
  const max = performance.placesPerOrderMax;
  const [typed, setTyped] = useState(String(choice.quantity));
  useEffect(() => setTyped(String(choice.quantity)), [choice.quantity]);
  const quote = (form: HTMLFormElement | null, quantity?: number) => {
    if (!form) return;
    const fields = new FormData(form);
    if (quantity !== undefined) fields.set('n', String(quantity));
    submit(fields, { method: 'get', replace: true, preventScrollReset: true }).catch(() => undefined);
  };
  const step = (by: number) => (event: { preventDefault(): void; currentTarget: HTMLButtonElement }) => {
    event.preventDefault();
    quote(event.currentTarget.form, choice.quantity + by);
  };
  return (
    <Form method="get" replace preventScrollReset className="flex min-w-0 grow gap-2.5 sm:grow-0">
      <input type="hidden" name="p" value={performance.id} />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a row with its legend everywhere. */}
      <div
        role="group"
        aria-label={t('buy.how-many')}
        className="flex shrink-0 items-center rounded-m border border-line-strong bg-raised"
      >
        <button
          type="submit"
          name="step"
          value="-1"
          className={stepClass}
          disabled={choice.quantity <= 1}
          onClick={step(-1)}
          aria-label={t('buy.fewer')}
        >
          <Minus aria-hidden="true" className="size-4" />
        </button>
        <input
          data-testid="qty"
          type="number"
          name="n"
          min={1}
          max={max}
          inputMode="numeric"
          aria-label={t('buy.how-many')}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            if (event.currentTarget.validity.valid && event.currentTarget.value !== '') quote(event.currentTarget.form);
          }}
          className="figures h-11 w-10 appearance-none bg-transparent text-center font-semibold [-moz-appearance:textfield] [&::-webkit-inner-spin-button]:hidden"
        />
        <button
          type="submit"
          name="step"
          value="1"
          className={stepClass}
          disabled={choice.quantity >= max}
          onClick={step(1)}
          aria-label={t('buy.more')}
        >
          <Plus aria-hidden="true" className="size-4" />
        </button>
      </div>
      {tiers.length > 1 ? (
        <select
          key={choice.tier}
          name="tier"
          aria-label={t('buy.category')}
          defaultValue={choice.tier}
          onChange={(event) => quote(event.currentTarget.form)}
          className="control min-w-0 px-3 sm:w-60"
        >
          {tiers.map((tier) => {
            const offer = usualOffer(tier, choice.quantity);
            const gone = !offer || remainingIn(performance, tier) === 0;
            return (
              <option key={tier.id} value={tier.id} disabled={gone}>
                {text(tier.name)} · {gone || !offer ? t('availability.none') : price(offer.price)}
              </option>
            );
          })}
          <option value="any">{t('buy.any')}</option>
        </select>
      ) : null}
      <noscript>
        <button type="submit" className={buttonClass('secondary', 'px-3')}>
          {t('buy.update')}
        </button>
      </noscript>
    </Form>
  );
}
