import { X } from 'lucide-react';
import { useRef } from 'react';
import { useNavigation } from 'react-router';
import { useLanguage } from '../../languages/use-language.ts';
import { SubmitButton } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import type { Order } from '../wire.ts';
import type { GiftCardRefusal } from './gift-card-refusal.ts';

type Props = { readonly order: Order | undefined; readonly refused: GiftCardRefusal | undefined };

/** The gift cards that pay a part of the order, and one field for another. It stands inside the form that pays. */
export function GiftCards({ order, refused }: Props) {
  const { t, price } = useLanguage();
  const cards = order?.giftCards ?? [];
  const isCovered = order !== undefined && order.toPay.amountMinor === 0;
  return (
    <section aria-label={t('gift.have')} className="card space-y-3 p-5" data-testid="gift-cards">
      {cards.map(({ id, end, amount }) => (
        <p key={id} className="flex items-center justify-between gap-4">
          <span className="inline-flex items-center gap-1 rounded-full border border-line ps-3 text-sm font-medium">
            {t('gift.card', { end })}
            <button
              type="submit"
              name="gift-card-off"
              value={id}
              className="grid size-11 place-items-center rounded-full hover:text-danger"
              aria-label={t('gift.remove', { end })}
            >
              <X aria-hidden="true" className="size-4" />
            </button>
          </span>
          <bdi className="figures font-medium">{price({ ...amount, amountMinor: -amount.amountMinor })}</bdi>
        </p>
      ))}
      {isCovered ? (
        <p className="text-muted">{t('gift.covered')}</p>
      ) : (
        // Empty again once a card is used or taken off: a code that stays there would be used again instead of paying.
        <CodeField key={cards.map(({ id }) => id).join()} refused={refused} />
      )}
    </section>
  );
}

function CodeField({ refused }: Pick<Props, 'refused'>) {
  const { t } = useLanguage();
  const navigation = useNavigation();
  const press = useRef<HTMLButtonElement>(null);
  return (
    <details className="text-sm" open={refused !== undefined}>
      <summary className="min-h-11 content-center font-medium text-muted underline-offset-4 hover:text-ink hover:underline">
        {t('gift.have')}
      </summary>
      <div className="flex items-start gap-3 pt-2 max-sm:flex-col">
        <Field
          className="w-full grow"
          id="gift-card"
          data-testid="gift-card"
          label={t('gift.code')}
          hint={t('gift.code-hint')}
          name="gift-card"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={60}
          defaultValue={refused?.code}
          error={refused ? t(`gift.refused.${refused.why}`) : undefined}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            press.current?.click();
          }}
        />
        {/* Beside the field, below the height of its label and hint, however long the refusal is. */}
        <div className="sm:pt-14">
          <SubmitButton
            ref={press}
            kind="secondary"
            name="intent"
            value="gift-card"
            data-testid="gift-card-apply"
            pending={navigation.formData?.get('intent') === 'gift-card'}
            pendingLabel={t('gift.applying')}
          >
            {t('gift.apply')}
          </SubmitButton>
        </div>
      </div>
    </details>
  );
}
