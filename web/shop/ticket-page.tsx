import type { Reply } from '@tessera/contract/api/operations';
import { ArrowLeft, Download } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { type ActionFunctionArgs, Link, type LoaderFunctionArgs, useActionData, useLoaderData } from 'react-router';
import { ask, need } from '../client/read.ts';
import { ErrorPage } from '../frame/error-page.tsx';
import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import { buttonClass } from '../ui/button.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { QrCode } from '../ui/qr-code.tsx';
import { applePassPath, orderPath, ticketPdfPath, tokenIn } from './addresses.ts';
import { OfflineNote } from './order/offline-note.tsx';
import { useOfflineCopy } from './order/use-offline-copy.ts';
import { WalletButtons } from './order/wallet-buttons.tsx';
import { readWallets, saveToGoogle } from './order/wallets.ts';
import { usePlaceName } from './place-name.ts';
import { ChangingCode } from './ticket/changing-code.tsx';
import { SuspendedNote } from './ticket/suspended-note.tsx';
import { useClockError } from './ticket/use-clock-error.ts';

export async function loader({ params, request, context }: LoaderFunctionArgs) {
  const token = tokenIn(request);
  const ticket = await need(context, 'getTicket', { params: { ticketId: params.ticketId ?? '' } }, { token });
  return { ticket, token, wallets: await readWallets(context, request), seenAt: Date.now() };
}

export function action({ params, request, context }: ActionFunctionArgs) {
  const input = { params: { ticketId: params.ticketId ?? '' } };
  return saveToGoogle(ask(context, 'saveToGoogleWallet', input, { token: tokenIn(request) }));
}

/** One ticket for the gate: the code as large as the screen allows, on white, and what the visitor must find. */
export default function TicketPage() {
  const { ticket, token, wallets, seenAt } = useLoaderData<typeof loader>();
  const said = useActionData<typeof action>();
  const { t, text, moment } = useLanguage();
  const placeName = usePlaceName();
  const place = placeName(ticket);
  const opensByPaper = ticket.rotation?.isRequired !== true;
  const clockErrorMs = useClockError();
  useOfflineCopy();
  useScreenAwake();
  return (
    <main id="main" tabIndex={-1} className="mx-auto flex w-full max-w-md grow flex-col gap-4 p-4 outline-none">
      <PageHead title={t('ticket.title', { title: text(ticket.title) })} hidden />
      <Link
        to={orderPath(ticket.order, token)}
        reloadDocument
        className="inline-flex min-h-11 items-center gap-2 self-start text-muted hover:text-ink"
      >
        <ArrowLeft aria-hidden="true" className="size-4 rtl:rotate-180" />
        {t('ticket.all', { reference: ticket.orderReference })}
      </Link>
      <OfflineNote seenAt={seenAt} clockErrorMs={clockErrorMs} />
      <article className="card overflow-hidden">
        <header className="space-y-1 p-5">
          <h1 className="text-2xl">{text(ticket.title)}</h1>
          <p className="text-muted">
            <span className="inline-block first-letter:uppercase">
              {moment(ticket.startsAt, ticket.timeZone, 'long-day')}
            </span>
            , {moment(ticket.startsAt, ticket.timeZone, 'time')}
          </p>
        </header>
        <Code ticket={ticket} label={t('ticket.code', { place })} clockErrorMs={clockErrorMs} />
        <dl className="grid grid-cols-2 gap-4 border-t border-dashed border-line-strong p-5">
          <Fact label={t('ticket.place')} wide>
            {place}
          </Fact>
          {ticket.gates.length > 0 ? (
            <Fact label={t('ticket.gate', { count: ticket.gates.length })}>{ticket.gates.join(', ')}</Fact>
          ) : null}
          <Fact label={t('ticket.doors')}>{moment(ticket.doorsAt, ticket.timeZone, 'time')}</Fact>
          <Fact label={t('ticket.tariff')}>{text(ticket.tariff)}</Fact>
          {ticket.holder ? <Fact label={t('ticket.holder')}>{ticket.holder}</Fact> : null}
          <Fact label={t('event.where')} wide small>
            {ticket.venue}, {ticket.address}, {ticket.city}
          </Fact>
          <Fact label={t('ticket.number')} wide small>
            {ticket.serial}
          </Fact>
        </dl>
      </article>
      {ticket.status === 'valid' && !ticket.isSuspended ? (
        <>
          <WalletButtons
            wallets={opensByPaper ? wallets : { ...wallets, apple: false }}
            appleHref={applePassPath(ticket.id, token)}
            googleTickets={1}
            hasFailed={said !== undefined}
          />
          {opensByPaper ? (
            <a href={ticketPdfPath(ticket.id, token)} className={buttonClass('secondary')}>
              <Download aria-hidden="true" className="size-5" />
              {t('order.pdf', { count: 1 })}
            </a>
          ) : null}
          {ticket.rotation ? (
            <p className="text-center text-sm text-muted">
              {t(opensByPaper ? 'ticket.paper.preferred' : 'ticket.paper.required')}
            </p>
          ) : null}
        </>
      ) : null}
      {ticket.isSuspended ? null : <p className="text-center text-sm text-muted">{t('ticket.bright')}</p>}
    </main>
  );
}

export function ErrorBoundary() {
  return <ErrorPage />;
}

function Code({ ticket, label, clockErrorMs }: { ticket: Reply<'getTicket'>; label: string; clockErrorMs: number }) {
  const { t } = useLanguage();
  const { code, rotation } = ticket;
  if (!code || ticket.status !== 'valid') {
    return (
      <Banner tone="danger" title={t('ticket.void')} className="m-4">
        <p>{t('ticket.void.why')}</p>
      </Banner>
    );
  }
  if (ticket.isSuspended) {
    return <SuspendedNote suspendedFor={ticket.suspendedFor} reference={ticket.orderReference} />;
  }
  if (rotation) return <ChangingCode code={code} rotation={rotation} label={label} clockErrorMs={clockErrorMs} />;
  return (
    <div className="bg-white px-2 py-1">
      <QrCode text={code} label={label} className="mx-auto aspect-square w-full" />
    </div>
  );
}

function Fact({
  label,
  children,
  wide = false,
  small = false,
}: {
  label: string;
  children: ReactNode;
  wide?: boolean;
  small?: boolean;
}) {
  return (
    <div className={wide ? 'col-span-2' : ''}>
      <dt className="text-sm text-muted">{label}</dt>
      <dd className={small ? '' : 'text-xl font-semibold'}>{children}</dd>
    </div>
  );
}

/** The screen stays lit while the ticket is shown; browsers without a wake lock do without. */
function useScreenAwake(): void {
  useEffect(() => {
    if (!('wakeLock' in navigator)) return;
    const held = navigator.wakeLock.request('screen').catch(() => undefined);
    return () => {
      held.then((lock) => lock?.release()).catch(() => undefined);
    };
  }, []);
}
