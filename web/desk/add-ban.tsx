import type { Reply } from '@tessera/contract/api/operations';
import { useEffect, useRef } from 'react';
import { Form, useNavigation } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { reasons } from '../shop/ban-told.ts';
import { SubmitButton } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Field } from '../ui/field.tsx';
import type { BanField, BanSaid } from './act-on-bans.ts';

type Props = {
  readonly organiserId: string;
  readonly houseName: string;
  readonly scopes: Reply<'listBanScopes'>['items'];
  readonly idempotencyKey: string;
  readonly done: BanSaid | undefined;
};

/** Somebody whose address is known may not come any more. */
export function AddBan({ organiserId, houseName, scopes, idempotencyKey, done }: Props) {
  const { t } = useLanguage();
  const sent = useNavigation().formData;
  const isSending = sent?.get('organiser') === organiserId && sent.get('intent') === 'add';
  const form = useRef<HTMLFormElement>(null);
  // What was typed goes once it is done.
  useEffect(() => {
    if (done?.said === 'added') form.current?.reset();
  }, [done]);
  const errorOf = useErrorOf(done);
  return (
    <details className="card p-5" open={done !== undefined && done.said !== 'added'}>
      <summary className="min-h-11 cursor-pointer text-xl">{t('bans.add')}</summary>
      <Form ref={form} method="post" className="space-y-4 pt-4" noValidate>
        <p className="max-w-prose text-muted">{t('bans.add-hint')}</p>
        <input type="hidden" name="organiser" value={organiserId} />
        <input type="hidden" name="key" value={idempotencyKey} />
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            type="email"
            name="email"
            label={t('bans.email')}
            hint={t('bans.email-hint')}
            autoComplete="off"
            maxLength={254}
            error={errorOf('email')}
          />
          <Field
            name="label"
            label={t('bans.label')}
            hint={t('bans.label-hint')}
            autoComplete="off"
            maxLength={120}
            error={errorOf('label')}
          />
          <Choice
            name="reason"
            label={t('bans.reason')}
            options={reasons.map((reason) => [reason, t(`bans.reason.${reason}`)])}
          />
          <ScopeChoice houseName={houseName} scopes={scopes} error={errorOf('scope')} />
          <Field
            name="note"
            label={t('bans.note')}
            autoComplete="off"
            maxLength={1000}
            className="sm:col-span-2"
            error={errorOf('note')}
          />
          <Field type="date" name="startsAt" label={t('bans.from')} error={errorOf('startsAt')} />
          <Field type="date" name="endsAt" label={t('bans.until')} error={errorOf('endsAt')} />
        </div>
        <SubmitButton
          name="intent"
          value="add"
          className="max-sm:w-full"
          pending={isSending}
          pendingLabel={t('desk.sending')}
        >
          {t('bans.add')}
        </SubmitButton>
      </Form>
    </details>
  );
}

/** The words beside a field, if it is the one that is wrong. */
export function useErrorOf(done: BanSaid | undefined): (field: BanField) => string | undefined {
  const { t } = useLanguage();
  return (field) => {
    if (done?.wrong?.field !== field) return undefined;
    const { why } = done.wrong;
    return why === 'invalid' && field === 'email' ? t('bans.wrong.email') : t(`bans.wrong.${why}`);
  };
}

type Scope = Pick<Props, 'houseName' | 'scopes'> & { readonly error: string | undefined };

function ScopeChoice({ houseName, scopes, error }: Scope) {
  const { t, text, moment } = useLanguage();
  // Who directs several houses sees which one it is about.
  const everything = `${t('bans.scope.everything')} · ${houseName}`;
  return (
    <Choice name="scope" label={t('bans.scope')} options={[['', everything]]} error={error}>
      {scopes.map(({ event, performances }) => (
        <optgroup key={event.id} label={text(event.title)}>
          <option value={`event ${event.id}`}>{t('bans.scope.event', { title: text(event.title) })}</option>
          {performances.map(({ id, startsAt, timeZone }) => (
            <option key={id} value={`performance ${id}`}>
              {moment(startsAt, timeZone, 'day')}, {moment(startsAt, timeZone, 'time')}
            </option>
          ))}
        </optgroup>
      ))}
    </Choice>
  );
}
