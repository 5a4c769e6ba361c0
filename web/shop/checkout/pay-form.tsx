import { CreditCard, Landmark, Lock } from 'lucide-react';
import { useState } from 'react';
import { Form, useNavigation } from 'react-router';
import { useLanguage } from '../../languages/use-language.ts';
import { Banner } from '../../ui/banner.tsx';
import { SubmitButton } from '../../ui/button.tsx';
import { ErrorSummary } from '../../ui/error-summary.tsx';
import { useOnline } from '../../ui/use-online.ts';
import { RefundRule } from '../order/refund-rule.tsx';
import type { Hold, Order, Performance } from '../wire.ts';
import type { BuyerFieldErrors } from './act.ts';
import { BuyerFields } from './buyer-fields.tsx';
import type { GiftCardRefusal } from './gift-card-refusal.ts';
import { GiftCards } from './gift-cards.tsx';

type PayFormProps = {
  hold: Hold;
  order: Order | undefined;
  performance: Performance;
  policy: Order['refundPolicy'];
  providers: readonly string[];
  buyer: { email: string; name: string } | null;
  orderKey: string;
  token: string;
  errors: BuyerFieldErrors | undefined;
  refusedCard: GiftCardRefusal | undefined;
};

/** ② You, ③ Payment, and the button that binds. */
export function PayForm(props: PayFormProps) {
  const { hold, order, performance, policy, providers, buyer, orderKey, token, errors, refusedCard } = props;
  const { t, text, price } = useLanguage();
  const navigation = useNavigation();
  const online = useOnline();
  const intent = navigation.state === 'idle' ? undefined : navigation.formData?.get('intent');
  const words = errorWords(errors, t);
  const toPay = order?.toPay ?? hold.total;
  const amount = price(toPay);
  const free = hold.total.amountMinor === 0;
  const covered = toPay.amountMinor === 0;
  return (
    <Form method="post" noValidate className="space-y-6">
      {/* What the Enter key presses in any field but that of a gift card. */}
      <button type="submit" name="intent" value="pay" hidden tabIndex={-1} disabled={!online} />
      <input type="hidden" name="key" value={orderKey} />
      <input type="hidden" name="order" value={order?.id ?? ''} />
      <ErrorSummary title={t('form.errors')} errors={words} />
      <section aria-labelledby="you" className="card space-y-4 p-5">
        <h2 id="you" className="text-xl">
          {t('checkout.you')}
        </h2>
        {order ? (
          <p className="text-muted">
            {t('checkout.order-for', { email: order.buyer.email, reference: order.reference })}
          </p>
        ) : (
          <>
            <BuyerFields buyer={buyer} errors={words} back={`/checkout/${hold.id}?k=${encodeURIComponent(token)}`} />
            {free || !hasOwnSeats(hold) ? null : <OtherSeatsChoice />}
          </>
        )}
      </section>
      {free ? null : <GiftCards order={order} refused={refusedCard} />}
      <PaymentChoice providers={providers} free={covered} />
      {online ? null : <Banner tone="warning" urgent title={t('checkout.offline')} />}
      <div className="sticky bottom-0 z-20 -mx-4 space-y-3 border-t border-line bg-page/95 p-4 backdrop-blur-lg sm:static sm:mx-0 sm:border-0 sm:bg-transparent sm:p-0">
        <SubmitButton
          data-testid="pay"
          name="intent"
          value="pay"
          className="figures min-h-14 w-full text-lg"
          pending={intent === 'pay'}
          pendingLabel={t('checkout.paying', { amount })}
          disabled={!online}
        >
          <Lock aria-hidden="true" className="size-5 shrink-0" />
          {free ? t('checkout.confirm-free') : covered ? t('gift.confirm') : t('checkout.pay', { amount })}
        </SubmitButton>
      </div>
      <div className="space-y-3 text-sm text-muted">
        <p>{t('checkout.binding')}</p>
        <p className="prose-lines">{text(performance.event.refundRule)}</p>
        {policy ? <RefundRule policy={policy} timeZone={performance.timeZone} now={hold.serverTime} /> : null}
        <SubmitButton
          kind="quiet"
          name="intent"
          value="release"
          className="px-0 text-danger"
          pending={intent === 'release'}
          pendingLabel={t('checkout.releasing')}
        >
          {t('checkout.release')}
        </SubmitButton>
      </div>
    </Form>
  );
}

/** Seats of one zone can be replaced by others of it; standing places are all alike. */
function hasOwnSeats({ places }: Hold): boolean {
  return places.every(({ zone }) => zone.kind === 'seated') && new Set(places.map(({ zone }) => zone.id)).size === 1;
}

function OtherSeatsChoice() {
  const { t } = useLanguage();
  return (
    <label className="flex min-h-11 items-start gap-3">
      <input type="checkbox" name="other-seats" value="yes" className="mt-1 size-5 shrink-0 accent-accent" />
      <span>
        {t('checkout.other-seats')}
        <span className="block text-sm text-muted">{t('checkout.other-seats-hint')}</span>
      </span>
    </label>
  );
}

const knownProviders = ['simulator', 'stripe', 'paypal', 'flouci', 'bank_transfer'] as const;

function PaymentChoice({ providers, free }: { providers: readonly string[]; free: boolean }) {
  const { t } = useLanguage();
  const [chosen, setChosen] = useState(providers[0] ?? '');
  if (free) return <input type="hidden" name="provider" value={providers[0] ?? 'simulator'} />;
  return (
    <fieldset className="card space-y-3 p-5">
      <legend className="float-start mb-3 w-full">
        <span className="display text-xl">{t('checkout.payment')}</span>
      </legend>
      {providers.map((provider) => {
        const known = knownProviders.find((name) => name === provider);
        return (
          <label
            key={provider}
            className="flex min-h-14 clear-both items-center gap-3 rounded-m border border-line-strong bg-raised px-4 has-checked:border-accent has-checked:ring-1 has-checked:ring-accent"
          >
            <input
              type="radio"
              name="provider"
              value={provider}
              checked={provider === chosen}
              onChange={() => setChosen(provider)}
              className="size-5 accent-accent"
            />
            <span className="grow py-3 font-medium">
              {known ? t(`provider.${known}`) : provider}
              {known === 'bank_transfer' ? (
                <span className="block text-sm font-normal text-muted">{t('provider.bank_transfer.hint')}</span>
              ) : null}
            </span>
            {known === 'bank_transfer' ? (
              <Landmark aria-hidden="true" className="size-5 shrink-0 text-muted" />
            ) : (
              <CreditCard aria-hidden="true" className="size-5 shrink-0 text-muted" />
            )}
          </label>
        );
      })}
    </fieldset>
  );
}

function errorWords(
  errors: BuyerFieldErrors | undefined,
  t: ReturnType<typeof useLanguage>['t'],
): Readonly<Record<string, string>> {
  return {
    ...(errors?.email ? { email: t(`form.email.${errors.email}`) } : {}),
    ...(errors?.name ? { name: t('form.name.invalid') } : {}),
  };
}
