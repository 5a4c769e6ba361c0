import { refusalReasons } from '@tessera/contract/admission/question';
import type { Reply } from '@tessera/contract/api/operations';
import {
  type ActionFunctionArgs,
  data,
  Form,
  type LoaderFunctionArgs,
  useActionData,
  useLoaderData,
  useNavigation,
} from 'react-router';
import { needMe } from '../client/need-me.ts';
import { ask, need, textIn } from '../client/read.ts';
import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import { SubmitButton } from '../ui/button.tsx';
import { DoorHead } from './door-head.tsx';

export async function loader({ params, context }: LoaderFunctionArgs) {
  const of = { performanceId: params.performanceId ?? '' };
  await needMe(context, `/desk/doors/${of.performanceId}/conflicts`);
  const [plan, conflicts] = await Promise.all([
    need(context, 'getDoorPlan', { params: of }),
    need(context, 'listScanConflicts', { params: of }),
  ]);
  return { plan, conflicts: conflicts.items };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const conflictId = textIn(await request.formData(), 'conflict');
  const answer = await ask(context, 'acknowledgeScanConflict', { params: { conflictId } });
  return data({ hasFailed: !answer.ok });
}

type Conflict = Reply<'listScanConflicts'>['items'][number];

/** Who came in and should not have, found out when phones came back to the network. */
export default function ConflictsPage() {
  const { plan, conflicts } = useLoaderData<typeof loader>();
  const hasFailed = useActionData<typeof action>()?.hasFailed ?? false;
  const { t } = useLanguage();
  return (
    <div className="wrap max-w-4xl space-y-8 py-8">
      <DoorHead plan={plan} page="conflicts" />
      <p className="max-w-prose text-muted">{t('conflicts.intro')}</p>
      {hasFailed ? <Banner tone="danger" urgent title={t('doors.said.failed')} /> : null}
      {conflicts.length === 0 ? (
        <p className="card p-6 text-muted">{t('conflicts.none')}</p>
      ) : (
        <ul className="card divide-y divide-line">
          {conflicts.map((conflict) => (
            <ConflictLine key={conflict.id} conflict={conflict} timeZone={plan.timeZone} />
          ))}
        </ul>
      )}
    </div>
  );
}

function ConflictLine({ conflict, timeZone }: { conflict: Conflict; timeZone: string }) {
  const { t, moment } = useLanguage();
  const isSending = useNavigation().formData?.get('conflict') === conflict.id;
  const { kind, ticket, foundAt, scan, other, words, seenAt } = conflict;
  const reason = refusalReasons.find((known) => known === words);
  return (
    <li className="space-y-3 p-4" data-testid="conflict">
      <p className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <span className={`text-lg font-semibold ${seenAt ? '' : 'text-warning'}`}>{t(`conflicts.kind.${kind}`)}</span>
        <span className="figures">{ticket}</span>
      </p>
      {reason ? <p>{t(`sim.reason.${reason}`)}</p> : null}
      <ul className="grid gap-3 sm:grid-cols-2">
        {[scan, ...(other ? [other] : [])].map((reading) => (
          <Reading
            key={`${reading.at} ${reading.accessPoint} ${reading.device}`}
            reading={reading}
            timeZone={timeZone}
          />
        ))}
      </ul>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-sm text-muted">
          {t('conflicts.found', { when: moment(foundAt, timeZone, 'day-time') })}
          {seenAt ? ` · ${t('conflicts.seen', { when: moment(seenAt, timeZone, 'day-time') })}` : ''}
        </p>
        {seenAt ? null : (
          <Form method="post" preventScrollReset className="max-sm:w-full">
            <input type="hidden" name="conflict" value={conflict.id} />
            <SubmitButton
              kind="secondary"
              className="max-sm:w-full"
              pending={isSending}
              pendingLabel={t('desk.sending')}
            >
              {t('conflicts.see')}
            </SubmitButton>
          </Form>
        )}
      </div>
    </li>
  );
}

function Reading({ reading, timeZone }: { reading: Conflict['scan']; timeZone: string }) {
  const { t, moment } = useLanguage();
  const { at, accessPoint, device, isOffline } = reading;
  return (
    <li className="rounded-m border border-line p-3">
      <p className="figures font-semibold">
        {moment(at, timeZone, 'short-day')}, {moment(at, timeZone, 'clock')}
      </p>
      <p className="break-words">{accessPoint}</p>
      <p className="break-words text-sm text-muted">
        {device ?? t('conflicts.no-device')} · {t(isOffline ? 'conflicts.offline' : 'conflicts.online')}
      </p>
    </li>
  );
}
