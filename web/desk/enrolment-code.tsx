import type { Reply } from '@tessera/contract/api/operations';
import { useEffect, useRef } from 'react';
import { formatCountdown } from '../languages/moments.ts';
import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import { QrCode } from '../ui/qr-code.tsx';
import { useSecondsLeft } from '../ui/use-server-clock.ts';

type Props = {
  readonly enrolment: Reply<'enrolDevice'>;
  readonly serverTime: string;
  /** The phone has read it. */
  readonly isRead: boolean;
};

/** The code a phone reads once, large enough for a camera an arm away, while it is good. */
export function EnrolmentCode({ enrolment: { device, url, expiresAt }, serverTime, isRead }: Props) {
  const { t } = useLanguage();
  const left = useSecondsLeft(expiresAt, serverTime);
  const { name } = device;
  const box = useRef<HTMLElement>(null);
  // The form that asked for it is below, and may be long.
  useEffect(() => box.current?.scrollIntoView({ block: 'center' }), []);
  if (isRead) return <Banner tone="success" urgent title={t('devices.read', { name })} />;
  if (left <= 0) return <Banner tone="warning" urgent title={t('devices.code-over', { name })} />;
  return (
    <section
      ref={box}
      className="card grid items-center gap-6 p-5 sm:grid-cols-[auto_1fr]"
      aria-label={t('devices.code')}
    >
      <QrCode
        text={url}
        label={t('devices.code-of', { name })}
        className="mx-auto aspect-square w-full max-w-80 rounded-m sm:w-80"
      />
      <div className="min-w-0 space-y-3" data-testid="enrolment">
        <h3 className="break-words text-2xl">{t('devices.code-of', { name })}</h3>
        <p>{t('devices.code-hint')}</p>
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="text-muted">{t('devices.code-left')}</span>
          <span role="timer" className="figures text-2xl font-semibold">
            {formatCountdown(left)}
          </span>
        </p>
        <p className="text-sm text-muted">{t('devices.code-once')}</p>
        <p>
          <a href={url} className="inline-flex min-h-11 items-center break-all underline underline-offset-4">
            {t('devices.code-link')}
          </a>
        </p>
      </div>
    </section>
  );
}
