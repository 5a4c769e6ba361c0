import type { Reply } from '@tessera/contract/api/operations';
import { useId } from 'react';
import { Form, useNavigation } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { SubmitButton } from '../ui/button.tsx';
import { providerName } from './provider-name.ts';

type Account = NonNullable<Reply<'getPayoutAccount'>['account']>;
export type AccountHouse = {
  readonly id: string;
  readonly provider: string | null;
  readonly account: Account | null;
  readonly countryName: string;
  readonly countries: readonly { readonly code: string; readonly name: string }[];
};

/** What is being asked of an organiser, if it is about this one. */
function useIntentFor(organiserId: string): string | undefined {
  const form = useNavigation().formData;
  const intent = form?.get('organiser') === organiserId ? form.get('intent') : undefined;
  return typeof intent === 'string' ? intent : undefined;
}

export function PayoutAccount({ house }: { house: AccountHouse }) {
  const { t } = useLanguage();
  const { provider, account } = house;
  return (
    <div className="card space-y-4 p-5">
      <h3 className="text-xl">{t('payouts.account')}</h3>
      {provider === null && account === null ? <p className="text-muted">{t('payouts.by-transfer')}</p> : null}
      {account ? <Standing house={house} account={account} /> : null}
      {provider !== null && account === null ? <OpenAccount house={house} provider={provider} /> : null}
    </div>
  );
}

function OpenAccount({ house, provider }: { house: AccountHouse; provider: string }) {
  const { t } = useLanguage();
  const intent = useIntentFor(house.id);
  const [country, hint] = [useId(), useId()];
  const name = providerName(t, provider);
  return (
    <Form method="post" className="space-y-4">
      <p className="text-muted">{t('payouts.no-account', { provider: name })}</p>
      <input type="hidden" name="organiser" value={house.id} />
      <div className="space-y-1.5">
        <label htmlFor={country} className="block font-medium">
          {t('payouts.country')}
        </label>
        <p id={hint} className="text-sm text-muted">
          {t('payouts.country-hint')}
        </p>
        <select id={country} name="country" defaultValue="FR" className="control" aria-describedby={hint}>
          {house.countries.map(({ code, name: words }) => (
            <option key={code} value={code}>
              {words}
            </option>
          ))}
        </select>
      </div>
      <SubmitButton
        name="intent"
        value="open"
        className="max-sm:w-full"
        pending={intent === 'open'}
        pendingLabel={t('desk.sending')}
      >
        {t('payouts.open', { provider: name })}
      </SubmitButton>
    </Form>
  );
}

/** What a provider calls what it wants to know, by how that begins. */
const wants = [
  ['external_account', 'bank'],
  ['tos_acceptance', 'terms'],
  ['business_profile', 'business'],
  ['business_type', 'business'],
  ['company', 'business'],
  ['representative', 'people'],
  ['person_', 'people'],
  ['individual', 'people'],
  ['owners', 'people'],
  ['directors', 'people'],
  ['executives', 'people'],
] as const;

function wantOf(words: string) {
  return wants.find(([beginning]) => words.startsWith(beginning))?.[1] ?? 'other';
}

function Standing({ house, account }: { house: AccountHouse; account: Account }) {
  const { t, moment } = useLanguage();
  const provider = providerName(t, account.provider);
  const due = [...new Set(account.currentlyDue.map(wantOf))];
  const facts = [
    ['details', account.detailsSubmitted],
    ['charges', account.chargesEnabled],
    ['bank', account.payoutsEnabled],
  ] as const;
  return (
    <>
      <p>
        <span className="font-semibold" data-testid="account-state">
          {t(`payouts.state.${account.state}`, { provider })}
        </span>{' '}
        <span className="text-muted">
          {provider}, {house.countryName}
        </span>
      </p>
      {due.length > 0 ? (
        <div className="space-y-1">
          <p>{t('payouts.wants', { provider })}</p>
          <ul className="list-disc ps-5 text-muted">
            {due.map((want) => (
              <li key={want}>{t(`payouts.want.${want}`)}</li>
            ))}
          </ul>
        </div>
      ) : null}
      <dl className="space-y-1">
        {facts.map(([word, isSo]) => (
          <div key={word} className="flex justify-between gap-4">
            <dt className="text-muted">{t(`payouts.fact.${word}`)}</dt>
            <dd>{t(isSo ? 'payouts.yes' : 'payouts.no')}</dd>
          </div>
        ))}
      </dl>
      {account.askedAt ? (
        <p className="text-sm text-muted">{t('payouts.asked', { when: moment(account.askedAt, 'UTC', 'day-time') })}</p>
      ) : null}
      <AccountActions organiserId={house.id} account={account} />
    </>
  );
}

function AccountActions({ organiserId, account }: { organiserId: string; account: Account }) {
  const { t } = useLanguage();
  const intent = useIntentFor(organiserId);
  const provider = providerName(t, account.provider);
  const hasWork = account.state === 'incomplete' || account.currentlyDue.length > 0;
  return (
    <Form method="post" className="flex flex-wrap gap-4">
      <input type="hidden" name="organiser" value={organiserId} />
      {hasWork ? (
        <SubmitButton
          name="intent"
          value="onboard"
          className="max-sm:w-full"
          pending={intent === 'onboard'}
          pendingLabel={t('desk.sending')}
        >
          {t('payouts.onboard', { provider })}
        </SubmitButton>
      ) : null}
      <SubmitButton
        kind="secondary"
        name="intent"
        value="refresh"
        className="max-sm:w-full"
        pending={intent === 'refresh'}
        pendingLabel={t('desk.sending')}
      >
        {t('payouts.refresh', { provider })}
      </SubmitButton>
    </Form>
  );
}
