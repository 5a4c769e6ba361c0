import { useEffect, useState } from 'react';
import { data, Link, type LoaderFunctionArgs, useActionData, useLoaderData, useRevalidator } from 'react-router';
import { needMe } from '../client/need-me.ts';
import { need } from '../client/read.ts';
import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { actOnDevices, type DeviceSaid } from './act-on-devices.ts';
import { DeviceLine } from './device-line.tsx';
import { EnrolDevice } from './enrol-device.tsx';
import { EnrolmentCode } from './enrolment-code.tsx';
import { decidesDoors, doorsOf } from './staff-of.ts';

export async function loader({ context }: LoaderFunctionArgs) {
  const me = await needMe(context, '/desk/devices');
  const houses = doorsOf(me);
  if (houses.length === 0) throw data({ code: 'role_missing', traceId: '' }, { status: 403 });
  return {
    now: Date.now(),
    houses: await Promise.all(
      houses.map(async ({ organiser: organiserId, organiserName: name }) => {
        const params = { organiserId };
        const [devices, doors] = await Promise.all([
          need(context, 'listDevices', { params }),
          need(context, 'listDoors', { params }),
        ]);
        return { id: organiserId, name, devices: devices.items, doors, isDecider: decidesDoors(me, organiserId) };
      }),
    ),
  };
}

export const action = actOnDevices;

type House = ReturnType<typeof useLoaderData<typeof loader>>['houses'][number];
const refreshMs = 10_000;

/** The phones that scan: how they are, who may be one, and who not any more. */
export default function DevicesPage() {
  const { houses, now } = useLoaderData<typeof loader>();
  const done = useKept(useActionData<typeof action>());
  const { t } = useLanguage();
  useFreshList();
  return (
    <div className="wrap max-w-4xl space-y-10 py-8">
      <PageHead title={t('devices.title')} hidden />
      <div className="space-y-2">
        <h1 className="text-4xl">{t('devices.title')}</h1>
        <p className="max-w-prose text-muted">{t('devices.intro')}</p>
        <Link to="/desk/doors" className="inline-flex min-h-11 items-center underline underline-offset-4">
          {t('doors.title')}
        </Link>
      </div>
      {done && done.said !== 'wrong' && done.said !== 'enrolled' ? (
        <Banner tone={done.said === 'revoked' ? 'success' : 'danger'} urgent title={t(`devices.said.${done.said}`)} />
      ) : null}
      {houses.map((house) => (
        <section key={house.id} className="space-y-4" aria-label={house.name}>
          <h2 className="text-2xl">{house.name}</h2>
          <Devices house={house} done={done} now={now} />
        </section>
      ))}
    </div>
  );
}

function Devices({ house, done, now }: { house: House; done: DeviceSaid | undefined; now: number }) {
  const { t } = useLanguage();
  const { id, devices, doors, isDecider } = house;
  const enrolled = done?.said === 'enrolled' ? done : undefined;
  const device = devices.find((one) => one.id === enrolled?.enrolment.device.id);
  return (
    <>
      {enrolled && device ? (
        <EnrolmentCode
          key={enrolled.enrolment.code}
          enrolment={enrolled.enrolment}
          serverTime={enrolled.serverTime}
          isRead={device.state === 'enrolled'}
        />
      ) : null}
      {isDecider ? <EnrolDevice organiserId={id} doors={doors} done={done?.of === id ? done : undefined} /> : null}
      {devices.length === 0 ? (
        <p className="card p-6 text-muted">{t('devices.none')}</p>
      ) : (
        <ul className="card divide-y divide-line">
          {devices.map((one) => (
            <DeviceLine key={one.id} device={one} doors={doors} now={now} isDecider={isDecider} />
          ))}
        </ul>
      )}
    </>
  );
}

/** A list that renews itself clears what was answered last: the code would be gone before a phone has read it. */
function useKept(done: DeviceSaid | undefined): DeviceSaid | undefined {
  const [kept, keep] = useState(done);
  if (done && done !== kept) keep(done);
  return done ?? kept;
}

/** The page stays open at the desk during an evening. */
function useFreshList(): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void revalidate();
    }, refreshMs);
    return () => clearInterval(timer);
  }, [revalidate]);
}
