import type { Reply } from '@tessera/contract/api/operations';
import type { ReactNode } from 'react';
import { Form, useNavigation } from 'react-router';
import { formatElapsed } from '../languages/elapsed.ts';
import { useLanguage } from '../languages/use-language.ts';
import { SubmitButton } from '../ui/button.tsx';

type Device = Reply<'listDevices'>['items'][number];
type Props = {
  readonly device: Device;
  readonly doors: Reply<'listDoors'>;
  readonly now: number;
  readonly isDecider: boolean;
};

/** One phone: where it scans now, how it is, and what can be done about it. */
export function DeviceLine({ device, doors, now, isDecider }: Props) {
  const { t } = useLanguage();
  const { name, state } = device;
  return (
    <li className="space-y-2 p-4" data-testid="device">
      <p className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <span className="min-w-0 break-words text-lg font-semibold">
          <bdi>{name}</bdi>
        </span>
        <span className={state === 'enrolled' ? 'font-medium text-success' : 'text-muted'}>
          {t(`devices.state.${state}`)}
        </span>
      </p>
      {state === 'revoked' ? null : <Scope device={device} doors={doors} />}
      {state === 'enrolled' ? <Shift device={device} doors={doors} /> : null}
      {state === 'waiting' ? null : <Health device={device} now={now} />}
      {isDecider && state !== 'revoked' ? <Change device={device} /> : null}
    </li>
  );
}

function Scope({ device: { performances, accessPoints }, doors }: Pick<Props, 'device' | 'doors'>) {
  const { t, text, moment } = useLanguage();
  const evenings = doors.performances.filter(({ id }) => performances.includes(id));
  const points = doors.accessPoints.filter(({ id }) => accessPoints.includes(id));
  const words = [
    performances.length === 0 ? t('devices.everywhen') : '',
    ...evenings.map(({ title, startsAt, timeZone }) => `${text(title)}, ${moment(startsAt, timeZone, 'day-time')}`),
    // What is long over, or gone from the plan, has no words any more.
    performances.length > evenings.length
      ? t('devices.more-performances', { count: performances.length - evenings.length })
      : '',
    accessPoints.length === 0 ? t('devices.everywhere') : '',
    ...points.map(({ gate, name }) => `${gate} · ${name}`),
  ];
  return <p className="break-words text-sm text-muted">{words.filter(Boolean).join(' — ')}</p>;
}

function Shift({ device: { shift }, doors }: Pick<Props, 'device' | 'doors'>) {
  const { t, text, moment } = useLanguage();
  if (!shift) return <p className="text-muted">{t('devices.no-shift')}</p>;
  const evening = doors.performances.find(({ id }) => id === shift.performance);
  const point = doors.accessPoints.find(({ id }) => id === shift.accessPoint);
  return (
    <p className="break-words">
      {t(`devices.shift.${shift.direction}`, {
        place: point ? `${point.gate} · ${point.name}` : '',
        title: evening ? text(evening.title) : '',
        time: moment(shift.startedAt, evening?.timeZone ?? 'UTC', 'time'),
      })}
    </p>
  );
}

const lowBattery = 20;

function Health({ device, now }: Pick<Props, 'device' | 'now'>) {
  const { t, locale } = useLanguage();
  const { lastSeenAt, unsent, batteryPercent, listMadeAt, state } = device;
  const ago = (at: string) => formatElapsed(at, now, locale);
  const isWorking = state === 'enrolled';
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-2 text-sm sm:grid-cols-4">
      <Fact label={t('devices.seen')}>{lastSeenAt ? ago(lastSeenAt) : t('devices.never')}</Fact>
      <Fact label={t('devices.unsent')} isBad={(unsent ?? 0) > 0}>
        {unsent ?? '–'}
      </Fact>
      <Fact label={t('devices.battery')} isBad={isWorking && batteryPercent !== null && batteryPercent < lowBattery}>
        {batteryPercent === null ? t('devices.not-told') : t('devices.percent', { percent: batteryPercent })}
      </Fact>
      <Fact label={t('devices.list')}>{listMadeAt ? ago(listMadeAt) : t('devices.no-list')}</Fact>
    </dl>
  );
}

function Fact({ label, isBad = false, children }: { label: string; isBad?: boolean; children: ReactNode }) {
  return (
    <div>
      <dt className="text-muted">{label}</dt>
      <dd className={isBad ? 'font-semibold text-warning' : 'font-medium'}>{children}</dd>
    </div>
  );
}

function Change({ device: { id, unsent, state } }: Pick<Props, 'device'>) {
  const { t } = useLanguage();
  const sent = useNavigation().formData;
  const sending = sent?.get('device') === id ? sent.get('intent') : undefined;
  const summary = 'min-h-11 cursor-pointer content-center underline underline-offset-4';
  return (
    <div className="grid items-start gap-x-6 sm:grid-cols-2">
      <details>
        <summary className={summary}>{t('devices.renew')}</summary>
        <Form method="post" className="space-y-3 pt-2">
          <input type="hidden" name="device" value={id} />
          <p className="text-muted">{t(state === 'enrolled' ? 'devices.renew-means' : 'devices.renew-waiting')}</p>
          <SubmitButton
            kind="secondary"
            name="intent"
            value="renew"
            className="w-full"
            pending={sending === 'renew'}
            pendingLabel={t('desk.sending')}
          >
            {t('devices.make-code')}
          </SubmitButton>
        </Form>
      </details>
      <details>
        <summary className={summary}>{t('devices.revoke')}</summary>
        <Form method="post" className="space-y-3 pt-2" preventScrollReset>
          <input type="hidden" name="device" value={id} />
          <p className="text-muted">{t('devices.revoke-means')}</p>
          {unsent ? <p className="font-medium text-warning">{t('devices.revoke-loses', { count: unsent })}</p> : null}
          <SubmitButton
            kind="danger"
            name="intent"
            value="revoke"
            className="w-full"
            pending={sending === 'revoke'}
            pendingLabel={t('desk.sending')}
          >
            {t('devices.revoke-now')}
          </SubmitButton>
        </Form>
      </details>
    </div>
  );
}
