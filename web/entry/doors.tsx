import type { Reply } from '@tessera/contract/api/operations';
import { useLanguage } from '../languages/use-language.ts';
import type { Figures } from './entry-head.tsx';
import { Section } from './place-tables.tsx';

type Device = Reply<'getLiveEntry'>['devices'][number];

/** How the doors are: devices at work, and what makes the figures less sure. */
export function DoorsState({ figures: { doors, conflicts } }: { figures: Figures }) {
  const { t } = useLanguage();
  const { devices, silent, unsent } = doors;
  const doubts = [
    silent > 0 ? t('entry.doors.silent', { count: silent }) : '',
    unsent > 0 ? t('entry.doors.unsent', { count: unsent }) : '',
    conflicts > 0 ? t('entry.conflicts', { count: conflicts }) : '',
  ].filter((words) => words !== '');
  return (
    <>
      <p>{devices === 0 ? t('entry.doors.none') : t('entry.doors.working', { count: devices })}</p>
      {doubts.length > 0 ? (
        <ul className="text-warning">
          {doubts.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      ) : null}
    </>
  );
}

/** The same with each device, for whoever can walk to its door. */
export function DeviceList({ entry }: { entry: Reply<'getLiveEntry'> }) {
  const { t } = useLanguage();
  return (
    <Section title={t('entry.doors')}>
      <DoorsState figures={entry} />
      {entry.devices.length > 0 ? (
        <ul className="divide-y divide-line">
          {entry.devices.map((device) => (
            <DeviceLine key={device.id} device={device} timeZone={entry.performance.timeZone} />
          ))}
        </ul>
      ) : null}
    </Section>
  );
}

function DeviceLine({ device, timeZone }: { device: Device; timeZone: string }) {
  const { t, moment } = useLanguage();
  const time = (instant: string) => moment(instant, timeZone, 'clock');
  const { name, gate, accessPoint, direction, agent, lastSeenAt, isSilent, unsent, batteryPercent, listMadeAt } =
    device;
  const isLow = batteryPercent !== null && batteryPercent <= 15;
  return (
    <li className="py-3">
      <p className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="min-w-0 break-words font-semibold">
          <bdi>{name}</bdi>
        </span>
        <span className={`figures text-sm ${isSilent ? 'font-semibold text-danger' : 'text-muted'}`}>
          {isSilent ? `${t('entry.device.silent')} · ` : ''}
          {lastSeenAt ? t('entry.device.seen', { time: time(lastSeenAt) }) : t('entry.device.never')}
        </span>
      </p>
      <p className="break-words text-sm text-muted">
        {[gate, accessPoint, t(`entry.device.${direction}`), agent].filter(Boolean).join(' · ')}
      </p>
      <p className="figures flex flex-wrap gap-x-4 text-sm text-muted">
        {unsent ? <span className="text-warning">{t('entry.doors.unsent', { count: unsent })}</span> : null}
        {batteryPercent === null ? null : (
          <span className={isLow ? 'text-danger' : ''}>{t('entry.device.battery', { percent: batteryPercent })}</span>
        )}
        <span>{listMadeAt ? t('entry.device.list', { time: time(listMadeAt) }) : t('entry.device.no-list')}</span>
      </p>
    </li>
  );
}
