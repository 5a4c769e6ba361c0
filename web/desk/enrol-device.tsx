import type { Reply } from '@tessera/contract/api/operations';
import { useEffect, useRef } from 'react';
import { Form, useNavigation } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { SubmitButton } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { TickList } from '../ui/tick-list.tsx';
import type { DeviceSaid, DeviceWish } from './act-on-devices.ts';

type Props = {
  readonly organiserId: string;
  readonly doors: Reply<'listDoors'>;
  readonly done: DeviceSaid | undefined;
};

/** A phone is to scan: what it is called, and where it may. */
export function EnrolDevice({ organiserId, doors, done }: Props) {
  const { t, text, moment } = useLanguage();
  const sent = useNavigation().formData;
  const isSending = sent?.get('organiser') === organiserId && sent.get('intent') === 'enrol';
  const form = useRef<HTMLFormElement>(null);
  // What was typed goes once it is done.
  useEffect(() => {
    if (done?.said !== 'enrolled') return;
    form.current?.reset();
    form.current?.closest('details')?.removeAttribute('open');
  }, [done]);
  const typed = done?.said === 'wrong' ? done.wish : undefined;
  const errorOf = (field: keyof DeviceWish) =>
    done?.said === 'wrong' && done.field === field ? t(`devices.wrong.${done.why}`) : undefined;
  return (
    <details className="card p-5" open={done !== undefined && done.said !== 'enrolled'}>
      <summary className="min-h-11 cursor-pointer text-xl">{t('devices.enrol')}</summary>
      <Form ref={form} method="post" className="space-y-4 pt-4" noValidate>
        <p className="max-w-prose text-muted">{t('devices.enrol-hint')}</p>
        <input type="hidden" name="organiser" value={organiserId} />
        <Field
          name="name"
          label={t('devices.name')}
          hint={t('devices.name-hint')}
          defaultValue={typed?.name}
          autoComplete="off"
          maxLength={60}
          error={errorOf('name')}
        />
        <div className="grid items-start gap-4 sm:grid-cols-2">
          {doors.performances.length > 0 ? (
            <TickList
              legend={t('devices.performances')}
              hint={t('devices.performances-hint')}
              name="performances"
              options={doors.performances.map(({ id, title, startsAt, timeZone }) => [
                id,
                `${text(title)}, ${moment(startsAt, timeZone, 'day-time')}`,
              ])}
              chosen={typed?.performances ?? []}
              error={errorOf('performances')}
            />
          ) : null}
          {doors.accessPoints.length > 0 ? (
            <TickList
              legend={t('devices.points')}
              hint={t('devices.points-hint')}
              name="accessPoints"
              options={doors.accessPoints.map(({ id, name, gate, venue }) => [id, `${venue} · ${gate} · ${name}`])}
              chosen={typed?.accessPoints ?? []}
              error={errorOf('accessPoints')}
            />
          ) : null}
        </div>
        <SubmitButton
          name="intent"
          value="enrol"
          className="max-sm:w-full"
          pending={isSending}
          pendingLabel={t('desk.sending')}
        >
          {t('devices.make-code')}
        </SubmitButton>
      </Form>
    </details>
  );
}
