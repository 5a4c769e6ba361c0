import type { refundWays } from '@tessera/contract/cancellation';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { type CallProblem, callFromBrowser } from '../../client/call.ts';
import { useLanguage } from '../../languages/use-language.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button, Spinner } from '../../ui/button.tsx';
import type { CancellationPreview, Order } from '../wire.ts';
import { CancelSummary } from './cancel-summary.tsx';
import { RefundRule } from './refund-rule.tsx';
import { RefundWayChoice } from './refund-way-choice.tsx';
import { type Reason, StaffCancelFields, type StaffWish } from './staff-cancel-fields.tsx';

type Props = {
  readonly order: Order;
  readonly token: string | undefined;
  /** Of the seller: they have reasons of their own. */
  readonly isStaff: boolean;
  /** The order as it is now; resolves once the page shows it. */
  readonly refresh: () => Promise<void>;
};

/** Tickets a buyer does not need: which, what goes back, and the press that cancels them for exactly that. */
export function CancelTickets(props: Props) {
  const { order, isStaff } = props;
  const { t } = useLanguage();
  const [isOpen, setIsOpen] = useState(false);
  const valid = order.tickets.filter(({ status }) => status === 'valid');
  const waiting = order.cancellations.find(({ status }) => status === 'requested');
  const rejected = order.cancellations.find(({ status }) => status === 'rejected');
  const isOffered = isStaff || order.refundPolicy?.steps.some(({ until }) => until > order.serverTime) === true;
  if ((!order.refundPolicy && !isStaff) || valid.length === 0) return null;
  return (
    <section aria-labelledby="cancel" className="card space-y-4 p-5">
      <h2 id="cancel" className="text-xl">
        {isStaff ? t('cancel.heading-staff') : t('cancel.heading')}
      </h2>
      {order.refundPolicy ? (
        <RefundRule policy={order.refundPolicy} timeZone={order.performance.timeZone} now={order.serverTime} />
      ) : null}
      {waiting ? (
        <Banner tone="info" title={t('cancel.waiting', { count: waiting.tickets.length })}>
          <p>{t('cancel.waiting.why')}</p>
        </Banner>
      ) : null}
      {rejected && !waiting ? (
        <Banner tone="warning" title={t('cancel.rejected')}>
          <p>{rejected.decisionNote}</p>
        </Banner>
      ) : null}
      {isOffered && !waiting && !isOpen ? (
        <Button kind="secondary" onClick={() => setIsOpen(true)}>
          {t('cancel.open')}
        </Button>
      ) : null}
      {isOffered && !waiting && isOpen ? <Choice {...props} valid={valid} onClose={() => setIsOpen(false)} /> : null}
    </section>
  );
}

type ChoiceProps = Props & { readonly valid: Order['tickets']; readonly onClose: () => void };

const asBuyer: StaffWish = { reason: 'buyer_request', note: '', coversUsed: false };
type RefundWay = (typeof refundWays)[number];

function Choice({ order, valid, token, isStaff, refresh, onClose }: ChoiceProps) {
  const { t } = useLanguage();
  const [chosen, setChosen] = useState<readonly string[]>(valid.length === 1 ? valid.map(({ id }) => id) : []);
  const [round, setRound] = useState(0);
  const [isSending, setIsSending] = useState(false);
  const [refused, setRefused] = useState<CallProblem>();
  const [wish, setWish] = useState(asBuyer);
  const [way, setWay] = useState<RefundWay>('original');
  // A gift card is for buyers to wish.
  const refundTo = wish.reason === 'buyer_request' ? way : 'original';
  const { preview, problem, isLooking } = usePreview(order.id, token, { chosen, round, reason: wish.reason, refundTo });
  const key = useRef(crypto.randomUUID());
  const first = useRef<HTMLFieldSetElement>(null);
  const summaryId = useId();
  useEffect(() => first.current?.focus(), []);

  const choose = (id: string, isChosen: boolean) => {
    key.current = crypto.randomUUID();
    setRefused(undefined);
    setChosen((before) => (isChosen ? [...before, id] : before.filter((other) => other !== id)));
  };
  const cancel = async (agreed: CancellationPreview) => {
    setIsSending(true);
    setRefused(undefined);
    const body = { tickets: [...chosen], expectedRefund: agreed.refund, refundTo, ...wish };
    const input = { params: { orderId: order.id }, body };
    const answer = await callFromBrowser('cancelTickets', input, { token, idempotencyKey: key.current });
    if (answer.ok) {
      await refresh();
      onClose();
      return;
    }
    setIsSending(false);
    setRefused(answer.problem);
    if (answer.problem.code !== 'unreachable') {
      // The next press is another wish; what goes back is asked again.
      key.current = crypto.randomUUID();
      setRound((before) => before + 1);
      if (answer.problem.code !== 'refund_changed') await refresh();
    }
  };

  return (
    <div className="space-y-4">
      <fieldset ref={first} tabIndex={-1} className="space-y-2 outline-none" disabled={isSending}>
        <legend className="mb-2 font-medium">{t('cancel.which')}</legend>
        {valid.map(({ id, place, holder }) => (
          <label
            key={id}
            className="flex min-h-12 items-center gap-3 rounded-m border border-line-strong bg-raised px-4 py-2 has-checked:border-accent has-checked:ring-1 has-checked:ring-accent"
          >
            <input
              type="checkbox"
              className="size-5 shrink-0 accent-accent"
              checked={chosen.includes(id)}
              onChange={(event) => choose(id, event.target.checked)}
            />
            <span className="grow">
              <span className="block">{place}</span>
              {holder ? <span className="block text-sm text-muted">{holder}</span> : null}
            </span>
          </label>
        ))}
      </fieldset>
      {isStaff ? (
        <StaffCancelFields
          wish={wish}
          isUsed={preview?.tickets.some(({ isUsed }) => isUsed) === true}
          onChange={(changed) => {
            key.current = crypto.randomUUID();
            setRefused(undefined);
            setWish(changed);
          }}
        />
      ) : null}
      {wish.reason === 'buyer_request' && order.toPay.amountMinor > 0 ? (
        <RefundWayChoice
          way={way}
          onChange={(changed) => {
            key.current = crypto.randomUUID();
            setRefused(undefined);
            setWay(changed);
          }}
        />
      ) : null}
      <div id={summaryId} aria-live="polite" className="space-y-3">
        {chosen.length > 0 && isLooking && !preview ? (
          <p className="flex items-center gap-2 text-muted">
            <Spinner />
            {t('cancel.looking')}
          </p>
        ) : null}
        {problem ? <RefusedBanner problem={problem} /> : null}
        {refused ? <RefusedBanner problem={refused} /> : null}
        {preview ? <CancelSummary order={order} preview={preview} isStaff={isStaff} /> : null}
      </div>
      <div className="flex flex-wrap gap-3">
        <Button
          kind="danger"
          className="max-sm:w-full"
          disabled={!preview || isLooking || isSending}
          onClick={() => preview && void cancel(preview)}
        >
          {isSending ? <Spinner /> : null}
          <ActLabel preview={preview} count={chosen.length} isStaff={isStaff} />
        </Button>
        <Button kind="quiet" className="max-sm:w-full" disabled={isSending} onClick={onClose}>
          {isStaff ? t('cancel.close-staff') : t('cancel.close')}
        </Button>
      </div>
    </div>
  );
}

type ActLabelProps = { preview: CancellationPreview | undefined; count: number; isStaff: boolean };

function ActLabel({ preview, count, isStaff }: ActLabelProps): ReactNode {
  const { t, price } = useLanguage();
  if (!preview) return t('cancel.choose-first');
  const facts = { count, amount: price(preview.refund) };
  if (preview.needsApproval) return t('cancel.ask', facts);
  return isStaff ? t('cancel.act-staff', facts) : t('cancel.act', facts);
}

const ownWords = [
  'cancellation_too_late',
  'cancellation_not_offered',
  'cancellation_pending',
  'invalid',
  'payment_in_progress',
  'ticket_used',
  'ticket_void',
  'refund_changed',
  'refund_way',
  'unreachable',
] as const;

function RefusedBanner({ problem }: { problem: CallProblem }) {
  const { t } = useLanguage();
  const code = ownWords.find((one) => one === problem.code);
  return (
    <Banner tone="danger" urgent title={code ? t(`cancel.refused.${code}`) : t('cancel.refused.other')}>
      {code === undefined && problem.traceId ? (
        <p className="text-sm">
          {t('error.reference')} <code className="select-all">{problem.traceId}</code>
        </p>
      ) : null}
    </Banner>
  );
}

/** What goes back for the chosen tickets, asked anew whenever they change. */
type Asked = {
  readonly chosen: readonly string[];
  readonly round: number;
  readonly reason: Reason;
  readonly refundTo: RefundWay;
};

function usePreview(orderId: string, token: string | undefined, { chosen, round, reason, refundTo }: Asked) {
  const [answer, setAnswer] = useState<{ of: string; preview?: CancellationPreview; problem?: CallProblem }>();
  const of = `${round} ${reason} ${refundTo} ${chosen.join(' ')}`;
  useEffect(() => {
    if (chosen.length === 0) return;
    const stop = new AbortController();
    void callFromBrowser(
      'previewCancellation',
      { params: { orderId }, body: { tickets: [...chosen], reason, refundTo } },
      { token, signal: stop.signal },
    ).then((heard) => {
      if (stop.signal.aborted) return;
      setAnswer(heard.ok ? { of, preview: heard.body } : { of, problem: heard.problem });
    });
    return () => stop.abort();
  }, [orderId, token, chosen, reason, refundTo, of]);
  const current = chosen.length > 0 && answer?.of === of ? answer : undefined;
  return { preview: current?.preview, problem: current?.problem, isLooking: chosen.length > 0 && !current };
}
