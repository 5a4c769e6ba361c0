import type { Reply } from '@tessera/contract/api/operations';
import { Form, useNavigation } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { SubmitButton } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Field } from '../ui/field.tsx';
import type { AccessField, AccessSaid } from './act-on-accesses.ts';

type Props = {
  readonly organiserId: string;
  readonly idempotencyKey: string;
  readonly people: Reply<'listAuthorityAccesses'>['people'];
  readonly performances: Reply<'listAuthorityAccesses'>['performances'];
  readonly done: AccessSaid | undefined;
};

/** Lets somebody of an authority look at a performance or a day, for a time. */
export function GrantAccess({ organiserId, idempotencyKey, people, performances, done }: Props) {
  const { t, text, moment } = useLanguage();
  const sent = useNavigation().formData;
  const isSending = sent?.get('organiser') === organiserId && sent.get('intent') === 'grant';
  const errorOf = (field: AccessField) => {
    return done?.wrong?.field === field ? t(`authority.wrong.${done.wrong.why}`) : undefined;
  };
  if (people.length === 0) return <p className="card p-5 text-muted">{t('authority.nobody')}</p>;
  if (performances.length === 0) return <p className="card p-5 text-muted">{t('authority.no-performance')}</p>;
  return (
    <details className="card p-5" open={done?.said === 'wrong'}>
      <summary className="min-h-11 content-center text-xl font-semibold">{t('authority.grant')}</summary>
      <Form key={idempotencyKey} method="post" className="space-y-4 pt-3" noValidate preventScrollReset>
        <input type="hidden" name="organiser" value={organiserId} />
        <input type="hidden" name="key" value={idempotencyKey} />
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <Choice
            name="account"
            label={t('authority.who')}
            error={errorOf('account')}
            options={people.map(({ account, name, email }) => [account, name ? `${name} · ${email}` : email])}
          />
          <Choice name="scope" label={t('authority.what')} error={errorOf('scope')} options={[]}>
            {performances.map(({ id, title, startsAt, timeZone }) => (
              <option key={id} value={`performance ${id} ${timeZone}`}>
                {text(title)}, {moment(startsAt, timeZone, 'day-time')}
              </option>
            ))}
            {daysOf(performances).map(({ day, timeZone, startsAt }) => (
              <option key={`${day} ${timeZone}`} value={`day ${day} ${timeZone}`}>
                {t('authority.day', { day: moment(startsAt, timeZone, 'day') })}
              </option>
            ))}
          </Choice>
          <Field
            type="datetime-local"
            name="startsAt"
            label={t('authority.from')}
            hint={t('authority.times-hint')}
            error={errorOf('startsAt')}
          />
          <Field
            type="datetime-local"
            name="endsAt"
            label={t('authority.until')}
            hint={t('authority.times-hint')}
            error={errorOf('endsAt')}
          />
        </div>
        <SubmitButton
          name="intent"
          value="grant"
          className="max-sm:w-full"
          pending={isSending}
          pendingLabel={t('desk.sending')}
        >
          {t('authority.give')}
        </SubmitButton>
      </Form>
    </details>
  );
}

/** The days on which something begins, as they are where it does. */
function daysOf(performances: Props['performances']) {
  const dayOf = ({ startsAt, timeZone }: Props['performances'][number]) =>
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(startsAt));
  const days = performances.map((performance) => ({ ...performance, day: dayOf(performance) }));
  const once = new Map(days.map((one) => [`${one.day} ${one.timeZone}`, one]));
  return [...once.values()].sort((a, b) => a.day.localeCompare(b.day));
}
