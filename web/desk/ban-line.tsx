import type { Reply } from '@tessera/contract/api/operations';
import { Form, useNavigation } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { dayOf } from '../shop/ban-words.ts';
import { SubmitButton } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import type { BanSaid } from './act-on-bans.ts';
import { useErrorOf } from './add-ban.tsx';

type Ban = Reply<'addBan'>;

/** One ban, and what can still be done about it. */
export function BanLine({ ban, done }: { ban: Ban; done: BanSaid | undefined }) {
  const language = useLanguage();
  const { t } = language;
  const { label, reason, note, state, startsAt, endsAt, madeBy, lifted } = ban;
  const isOpen = state === 'active' || state === 'planned';
  const time = {
    from: dayOf(startsAt, language),
    until: endsAt ? dayOf(endsAt, language) : '',
  };
  return (
    <li className="space-y-2 p-4" data-testid="ban">
      <p className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <span className="min-w-0 break-words text-lg font-semibold">
          <bdi>{label}</bdi>
        </span>
        <span className={state === 'active' ? 'font-medium text-danger' : 'text-muted'}>
          {t(`bans.state.${state}`)}
        </span>
      </p>
      <p className="first-letter:uppercase">
        {t(`bans.reason.${reason}`)} · <Scope ban={ban} />
      </p>
      <p className="prose-lines break-words text-muted">{note}</p>
      <p className="text-sm text-muted">
        {endsAt ? t('bans.lasts', time) : t('bans.lasts-endless', time)}
        {madeBy ? <> · {t('bans.made-by', { name: madeBy })}</> : null}
      </p>
      {lifted ? (
        <p className="break-words text-sm text-muted">
          {lifted.by
            ? t('bans.lifted-by', { when: dayOf(lifted.at, language), name: lifted.by })
            : t('bans.lifted', { when: dayOf(lifted.at, language) })}{' '}
          {lifted.note}
        </p>
      ) : null}
      {isOpen ? <Change ban={ban} done={done} /> : null}
    </li>
  );
}

function Scope({ ban: { event, performance } }: { ban: Ban }) {
  const { t, text, moment } = useLanguage();
  if (!event) return t('bans.scope.everything');
  const title = text(event.title);
  if (!performance) return t('bans.scope.event', { title });
  const { startsAt, timeZone } = performance;
  return `${title}, ${moment(startsAt, timeZone, 'day')}, ${moment(startsAt, timeZone, 'time')}`;
}

function Change({ ban, done }: { ban: Ban; done: BanSaid | undefined }) {
  const { t } = useLanguage();
  const sent = useNavigation().formData;
  const sending = sent?.get('ban') === ban.id ? sent.get('intent') : undefined;
  const errorOf = useErrorOf(done);
  return (
    <details open={done?.said === 'wrong'}>
      <summary className="min-h-11 cursor-pointer content-center underline underline-offset-4">
        {t('bans.change')}
      </summary>
      <div className="grid items-start gap-6 pt-2 sm:grid-cols-2">
        <Form method="post" className="space-y-3" noValidate preventScrollReset>
          <input type="hidden" name="ban" value={ban.id} />
          <Field
            key={ban.endsAt}
            type="date"
            name="endsAt"
            label={t('bans.until')}
            defaultValue={ban.endsAt?.slice(0, 10) ?? ''}
            error={errorOf('endsAt')}
          />
          <SubmitButton
            kind="secondary"
            name="intent"
            value="end"
            className="w-full"
            pending={sending === 'end'}
            pendingLabel={t('desk.sending')}
          >
            {t('bans.set-end')}
          </SubmitButton>
        </Form>
        <Form method="post" className="space-y-3" noValidate preventScrollReset>
          <input type="hidden" name="ban" value={ban.id} />
          <Field name="note" label={t('bans.lift-why')} maxLength={1000} autoComplete="off" error={errorOf('note')} />
          <SubmitButton
            kind="danger"
            name="intent"
            value="lift"
            className="w-full"
            pending={sending === 'lift'}
            pendingLabel={t('desk.sending')}
          >
            {t('bans.lift')}
          </SubmitButton>
        </Form>
      </div>
    </details>
  );
}
