import type { Reply } from '@tessera/contract/api/operations';
import { type ReactNode, useEffect, useState } from 'react';
import { formatClock } from '../../languages/moments.ts';
import { useLanguage } from '../../languages/use-language.ts';
import { Banner } from '../../ui/banner.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import { type ShownCode, showCodes } from './show-codes.ts';

type Rotation = NonNullable<Reply<'getTicket'>['rotation']>;

/** From here on a phone's clock is told to be wrong: doors would still take its digits, but hardly. */
const wrongClockMs = 10_000;

/** A code that is another every few seconds, on white, and what shows that it lives. */
export function ChangingCode({
  code,
  rotation,
  label,
  clockErrorMs: errorMs,
}: {
  code: string;
  rotation: Rotation;
  label: string;
  clockErrorMs: number;
}) {
  const { t, locale } = useLanguage();
  const [shown, setShown] = useState<ShownCode | 'failed'>();
  const { key, stepMs, isRequired } = rotation;
  useEffect(
    () => showCodes({ code, key, stepMs, errorMs }, setShown, () => setShown('failed')),
    [code, key, stepMs, errorMs],
  );
  return (
    <>
      <div className="bg-white px-2 py-1">
        {typeof shown === 'object' ? (
          <QrCode text={shown.text} label={label} className="mx-auto aspect-square w-full" />
        ) : (
          <Waiting hasFailed={shown === 'failed'}>
            {isRequired ? null : <QrCode text={code} label={label} className="mx-auto aspect-square w-full" />}
          </Waiting>
        )}
        {typeof shown === 'object' ? <Life key={shown.changesAt} {...shown} /> : null}
      </div>
      <p className="border-t border-dashed border-line-strong px-5 py-4 text-sm text-muted">
        <span className="block font-semibold text-ink">{t('ticket.changes')}</span>
        {t(isRequired ? 'ticket.changes.required' : 'ticket.changes.preferred')}
        {typeof shown === 'object' ? (
          <span className="hidden motion-reduce:block">
            {t('ticket.changes.next', { time: formatClock(shown.changesAt, locale) })}
          </span>
        ) : null}
      </p>
      {Math.abs(errorMs) > wrongClockMs ? (
        <Banner tone="warning" title={t('ticket.clock')} className="mx-4 mb-4">
          <p>{t(errorMs > 0 ? 'ticket.clock.ahead' : 'ticket.clock.behind', { time: saidOf(Math.abs(errorMs)) })}</p>
        </Banner>
      ) : null}
    </>
  );
}

/** Before the first digits, without scripts, or where the browser cannot count them. */
function Waiting({ hasFailed, children }: { hasFailed: boolean; children: ReactNode }) {
  const { t } = useLanguage();
  if (children) return children;
  return (
    <div className="flex aspect-square w-full flex-col items-center justify-center gap-3 p-8 text-center text-[#14162b]">
      {hasFailed ? (
        <p role="alert">{t('ticket.changes.failed')}</p>
      ) : (
        <>
          <p>{t('ticket.changes.soon')}</p>
          <noscript>
            <p className="font-semibold">{t('ticket.changes.scripts')}</p>
          </noscript>
        </>
      )}
    </div>
  );
}

/** A bar that empties until the next code; still for whoever wants no motion, who is told the time instead. */
function Life({ leftMs, stepMs }: ShownCode) {
  return (
    <div aria-hidden="true" className="mx-4 mb-3 h-1.5 overflow-hidden rounded-full bg-[#e3e4f0] motion-reduce:hidden">
      <div
        data-testid="code-life"
        className="h-full origin-left rounded-full bg-[#5b3fd6] rtl:origin-right"
        style={{ animation: `drain ${stepMs}ms linear ${leftMs - stepMs}ms both` }}
      />
    </div>
  );
}

/** 95 s → "1:35" */
function saidOf(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const hours = Math.floor(seconds / 3_600);
  const minutes = String(Math.floor((seconds % 3_600) / 60)).padStart(hours > 0 ? 2 : 1, '0');
  const rest = String(seconds % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${minutes}:${rest}` : `${minutes}:${rest}`;
}
