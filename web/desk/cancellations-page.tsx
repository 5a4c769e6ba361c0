import { useState } from 'react';
import {
  type ActionFunctionArgs,
  data,
  Form,
  Link,
  type LoaderFunctionArgs,
  useActionData,
  useLoaderData,
  useNavigation,
} from 'react-router';
import { needMe } from '../client/need-me.ts';
import { ask, need, textIn } from '../client/read.ts';
import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import { Button, SubmitButton } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { staffOf } from './staff-of.ts';

export async function loader({ context }: LoaderFunctionArgs) {
  const me = await needMe(context, '/desk/cancellations');
  const houses = staffOf(me);
  if (houses.length === 0) throw data({ code: 'role_missing', traceId: '' }, { status: 403 });
  const lists = await Promise.all(
    houses.map(({ organiser: organiserId }) =>
      need(context, 'listCancellationRequests', { params: { organiserId }, query: { limit: 200 } }),
    ),
  );
  return {
    houses: houses.map(({ organiserName }, index) => ({ name: organiserName, requests: lists[index]?.items ?? [] })),
    me: me.id,
  };
}

const refusals = ['second_person', 'cancellation_decided', 'ticket_used', 'order_state'] as const;
type Said = 'approved' | 'rejected' | 'note' | 'failed' | (typeof refusals)[number];

export async function action({ request, context }: ActionFunctionArgs) {
  const form = await request.formData();
  const params = { cancellationId: textIn(form, 'cancellation') };
  const isApproval = textIn(form, 'intent') === 'approve';
  const note = textIn(form, 'note').trim();
  if (!isApproval && note === '') return data({ said: 'note' as Said, of: params.cancellationId });
  const answer = isApproval
    ? await ask(context, 'approveCancellation', { params, body: { note } })
    : await ask(context, 'rejectCancellation', { params, body: { note } });
  const refusal = answer.ok ? undefined : refusals.find((code) => code === answer.problem.code);
  const said: Said = answer.ok ? (isApproval ? 'approved' : 'rejected') : (refusal ?? 'failed');
  return data({ said, of: params.cancellationId });
}

/** What buyers and colleagues have asked to cancel: approve it, or say why not. */
export default function CancellationsPage() {
  const { houses, me } = useLoaderData<typeof loader>();
  const done = useActionData<typeof action>();
  const { t } = useLanguage();
  const isQuiet = houses.every(({ requests }) => requests.length === 0);
  const isGood = done?.said === 'approved' || done?.said === 'rejected';
  return (
    <div className="wrap max-w-4xl space-y-8 py-8">
      <PageHead title={t('desk.cancellations')} hidden />
      <h1 className="text-4xl">{t('desk.cancellations')}</h1>
      {done && done.said !== 'note' ? (
        <Banner tone={isGood ? 'success' : 'danger'} urgent title={t(`desk.said.${done.said}`)} />
      ) : null}
      {isQuiet ? <p className="card p-6 text-muted">{t('desk.no-cancellations')}</p> : null}
      {houses
        .filter(({ requests }) => requests.length > 0)
        .map(({ name, requests }) => (
          <section key={name} className="space-y-4" aria-label={name}>
            <h2 className="text-2xl">{name}</h2>
            <ul className="space-y-4">
              {requests.map((request) => (
                <Request
                  key={request.id}
                  request={request}
                  isOwn={request.requestedBy === me}
                  needsNote={done?.said === 'note' && done.of === request.id}
                />
              ))}
            </ul>
          </section>
        ))}
    </div>
  );
}

type RequestFacts = ReturnType<typeof useLoaderData<typeof loader>>['houses'][number]['requests'][number];

function Request({ request, isOwn, needsNote }: { request: RequestFacts; isOwn: boolean; needsNote: boolean }) {
  const { t, text, price, moment } = useLanguage();
  const navigation = useNavigation();
  const [isRejecting, setIsRejecting] = useState(needsNote);
  const isSent = navigation.formData?.get('cancellation') === request.id;
  const intent = isSent ? navigation.formData?.get('intent') : undefined;
  const amount = price(request.toSend);
  return (
    <li className="card space-y-4 p-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <p className="font-semibold">
          {text(request.title)} ·{' '}
          <Link to={`/o/${request.order}`} className="figures underline underline-offset-4">
            {request.reference}
          </Link>
        </p>
        <bdi className="figures text-lg font-semibold">{amount}</bdi>
      </div>
      <p className="text-sm text-muted">
        {t('desk.asked', {
          count: request.tickets.length,
          buyer: request.buyer,
          when: moment(request.requestedAt, 'UTC', 'day-time'),
        })}{' '}
        · {t(`desk.reason.${request.reason}`)}
      </p>
      {request.toSend.amountMinor < request.refund.amountMinor ? (
        <p className="text-sm text-muted">{t('desk.part-sent', { due: price(request.refund) })}</p>
      ) : null}
      {request.note ? <p>{request.note}</p> : null}
      {isOwn ? <p className="text-sm text-warning">{t('desk.own')}</p> : null}
      <Form method="post" className="space-y-4">
        <input type="hidden" name="cancellation" value={request.id} />
        {isRejecting || needsNote ? (
          <Field
            name="note"
            label={t('desk.note')}
            hint={t('desk.note-hint')}
            maxLength={500}
            error={needsNote ? t('desk.note-missing') : undefined}
          />
        ) : null}
        <div className="flex flex-wrap gap-3">
          {isOwn ? null : (
            <SubmitButton
              name="intent"
              value="approve"
              className="max-sm:w-full"
              pending={intent === 'approve'}
              pendingLabel={t('desk.sending')}
            >
              {t('desk.approve', { amount })}
            </SubmitButton>
          )}
          {isRejecting || needsNote ? (
            <SubmitButton
              kind="danger"
              name="intent"
              value="reject"
              className="max-sm:w-full"
              pending={intent === 'reject'}
              pendingLabel={t('desk.sending')}
            >
              {t('desk.reject')}
            </SubmitButton>
          ) : (
            <Button kind="secondary" className="max-sm:w-full" onClick={() => setIsRejecting(true)}>
              {t('desk.reject-open')}
            </Button>
          )}
        </div>
      </Form>
    </li>
  );
}
