import { Form, Link, type LoaderFunctionArgs, useActionData, useLoaderData, useNavigation } from 'react-router';
import { needMe } from '../client/need-me.ts';
import { need } from '../client/read.ts';
import { useLanguage } from '../languages/use-language.ts';
import { usePlaceName } from '../shop/place-name.ts';
import { Banner } from '../ui/banner.tsx';
import { SubmitButton } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Field } from '../ui/field.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { actOnStanding, suspensions } from './act-on-standing.ts';

export async function loader({ params, context }: LoaderFunctionArgs) {
  const ticketId = params.ticketId ?? '';
  await needMe(context, `/desk/tickets/${ticketId}`);
  const ticket = await need(context, 'getTicket', { params: { ticketId } });
  return { ticket };
}

export const action = actOnStanding;

const goods = new Set(['suspended', 'resumed', 'replaced']);

/** One ticket: whether it is good at the door, and what staff can do about that. */
export default function TicketStandingPage() {
  const { ticket } = useLoaderData<typeof loader>();
  const said = useActionData<typeof action>()?.said;
  const { t, text, moment } = useLanguage();
  const place = usePlaceName()(ticket);
  const title = t('standing.title', { serial: ticket.serial });
  const isGood = ticket.status === 'valid' && !ticket.isSuspended;
  const state = ticket.status === 'void' ? 'void' : ticket.isSuspended ? 'suspended' : 'valid';
  return (
    <div className="wrap max-w-3xl space-y-6 py-8">
      <PageHead title={title} hidden />
      <Link to={`/o/${ticket.order}`} className="inline-flex min-h-11 items-center underline underline-offset-4">
        {t('standing.order', { reference: ticket.orderReference })}
      </Link>
      <h1 className="text-4xl">{title}</h1>
      {said ? <Banner tone={goods.has(said) ? 'success' : 'danger'} urgent title={t(`standing.said.${said}`)} /> : null}
      <section className="card space-y-1 p-5" aria-label={t('standing.state')}>
        <p className="flex flex-wrap items-baseline justify-between gap-x-6">
          <span className="text-xl font-semibold">{text(ticket.title)}</span>
          <span data-testid="standing" className={isGood ? 'font-medium text-success' : 'font-medium text-warning'}>
            {t(`standing.state.${state}`)}
          </span>
        </p>
        <p className="text-muted">
          <span className="inline-block first-letter:uppercase">{moment(ticket.startsAt, ticket.timeZone, 'day')}</span>
          , {moment(ticket.startsAt, ticket.timeZone, 'time')} · {ticket.venue}
        </p>
        <p>
          {place} · {text(ticket.tariff)}
        </p>
        {ticket.holder ? <p>{ticket.holder}</p> : null}
      </section>
      {ticket.status === 'void' ? null : (
        <>
          {ticket.isSuspended ? <Resume /> : <Suspend />}
          <Replace />
        </>
      )}
    </div>
  );
}

function useIntent() {
  return useNavigation().formData?.get('intent');
}

function Suspend() {
  const { t } = useLanguage();
  const intent = useIntent();
  return (
    <Form method="post" className="card space-y-4 p-5">
      <h2 className="text-xl">{t('standing.suspend')}</h2>
      <p className="max-w-prose text-muted">{t('standing.suspend-means')}</p>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Choice
          name="reason"
          label={t('standing.reason')}
          options={suspensions.map((one) => [one, t(`standing.reason.${one}`)])}
        />
        <Field name="note" label={t('standing.note')} maxLength={200} autoComplete="off" />
      </div>
      <SubmitButton
        kind="danger"
        name="intent"
        value="suspend"
        className="max-sm:w-full"
        pending={intent === 'suspend'}
        pendingLabel={t('desk.sending')}
      >
        {t('standing.suspend')}
      </SubmitButton>
    </Form>
  );
}

function Resume() {
  const { t } = useLanguage();
  const intent = useIntent();
  return (
    <Form method="post" className="card space-y-4 p-5">
      <h2 className="text-xl">{t('standing.resume')}</h2>
      <p className="max-w-prose text-muted">{t('standing.resume-means')}</p>
      <SubmitButton
        name="intent"
        value="resume"
        className="max-sm:w-full"
        pending={intent === 'resume'}
        pendingLabel={t('desk.sending')}
      >
        {t('standing.resume')}
      </SubmitButton>
    </Form>
  );
}

function Replace() {
  const { t } = useLanguage();
  const intent = useIntent();
  return (
    <details className="card p-5">
      <summary className="min-h-11 cursor-pointer text-xl">{t('standing.replace')}</summary>
      <Form method="post" className="space-y-4 pt-2">
        <p className="max-w-prose text-muted">{t('standing.replace-means')}</p>
        <SubmitButton
          kind="danger"
          name="intent"
          value="replace"
          className="max-sm:w-full"
          pending={intent === 'replace'}
          pendingLabel={t('desk.sending')}
        >
          {t('standing.replace-now')}
        </SubmitButton>
      </Form>
    </details>
  );
}
