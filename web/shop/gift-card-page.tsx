import { useEffect, useState } from 'react';
import { type ActionFunctionArgs, data, Form, useActionData, useNavigation } from 'react-router';
import { ask, textIn } from '../client/read.ts';
import { useLanguage } from '../languages/use-language.ts';
import { SubmitButton } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { type GiftCardRefusal, giftCardRefusal } from './checkout/gift-card-refusal.ts';
import type { GiftCardBalance } from './wire.ts';

type Said = { readonly card?: GiftCardBalance; readonly refused?: GiftCardRefusal };

export async function action({ request, context }: ActionFunctionArgs) {
  const code = textIn(await request.formData(), 'code').trim();
  if (code === '') return data<Said>({ refused: { why: 'missing', code } }, { status: 422 });
  const answer = await ask(context, 'checkGiftCard', { body: { code } });
  return answer.ok
    ? data<Said>({ card: answer.body })
    : data<Said>({ refused: giftCardRefusal(answer.problem, code) }, { status: answer.problem.status });
}

/** What is left on a gift card, for whoever knows its code. The link in the mail brings the code after the #: it is sent to nobody. */
export default function GiftCardPage() {
  const { card, refused } = useActionData<typeof action>() ?? {};
  const { t } = useLanguage();
  const [code, setCode] = useState('');
  const isAsking = useNavigation().state !== 'idle';
  useEffect(() => setCode(decodeURIComponent(window.location.hash.slice(1)).slice(0, 60)), []);
  return (
    <div className="wrap max-w-xl space-y-6 py-8">
      <PageHead title={t('gift.balance.title')} hidden />
      <h1 className="text-4xl">{t('gift.balance.title')}</h1>
      <Form method="post" className="card space-y-4 p-5">
        <Field
          name="code"
          label={t('gift.code')}
          hint={t('gift.code-hint')}
          value={code}
          onChange={(event) => setCode(event.target.value)}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={60}
          error={refused ? t(`gift.refused.${refused.why}`) : undefined}
        />
        <SubmitButton className="max-sm:w-full" pending={isAsking} pendingLabel={t('gift.applying')}>
          {t('gift.balance.show')}
        </SubmitButton>
      </Form>
      <div aria-live="polite">{card ? <Balance card={card} /> : null}</div>
    </div>
  );
}

function Balance({ card }: { card: GiftCardBalance }) {
  const { t, price, moment } = useLanguage();
  const { organiser, end, state, balance, reserved, endsAt } = card;
  return (
    <section className="card space-y-2 p-5" aria-label={t('gift.card', { end })}>
      <p className="flex flex-wrap items-baseline justify-between gap-4">
        <span className="font-semibold">{t('gift.card', { end })}</span>
        <span className={state === 'active' ? 'text-success' : 'text-warning'}>{t(`gift.state.${state}`)}</span>
      </p>
      <p className="figures text-4xl font-semibold">
        <bdi data-testid="gift-balance">{price(balance)}</bdi>
      </p>
      <p>{t('gift.balance.for', { organiser })}</p>
      {reserved.amountMinor > 0 ? <p>{t('gift.balance.reserved', { amount: price(reserved) })}</p> : null}
      <p className="text-muted">
        {endsAt ? t('gift.balance.until', { date: moment(endsAt, 'Europe/Paris', 'day') }) : t('gift.balance.forever')}
      </p>
    </section>
  );
}
