import type { Money } from '@tessera/contract/money';
import { Timer } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useFetcher } from 'react-router';
import { formatCountdown } from '../../languages/moments.ts';
import { useLanguage } from '../../languages/use-language.ts';
import { Button, SubmitButton } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { QuestionDialog } from '../../ui/dialog.tsx';

/** How long the places stay held, by the server's clock. Told aloud at five and two minutes, asked about at one. */
export function HoldTimer({
  secondsLeft,
  extensionsLeft,
  total,
}: {
  secondsLeft: number;
  extensionsLeft: number;
  total: Money;
}) {
  const { t, price } = useLanguage();
  const extension = useFetcher();
  const extending = extension.state !== 'idle';
  const [waved, setWaved] = useState(false);
  const late = secondsLeft <= 60 && secondsLeft > 0;
  const announced = useMinuteAnnouncement(secondsLeft);

  useEffect(() => {
    if (!late) setWaved(false);
  }, [late]);

  const canExtend = extensionsLeft > 0;
  const asking = late && canExtend && !waved;
  return (
    <div className="sticky top-16 z-20 -mx-1 flex items-center justify-between gap-x-4 rounded-m border border-line bg-overlay px-4 py-1.5">
      <p className="flex items-center gap-2.5">
        <Timer aria-hidden="true" className={classes('size-5', secondsLeft < 120 ? 'text-warning' : 'text-accent')} />
        <span className="text-muted max-sm:sr-only">{t('timer.held')}</span>
        <span
          role="timer"
          aria-live="off"
          data-testid="timer"
          className="figures text-lg font-semibold"
          suppressHydrationWarning
        >
          {formatCountdown(secondsLeft)}
        </span>
      </p>
      <div className="flex items-center gap-2">
        <bdi className="figures font-semibold lg:hidden">{price(total)}</bdi>
        {canExtend && !asking ? (
          <extension.Form method="post">
            <SubmitButton
              data-testid="extend"
              kind="quiet"
              name="intent"
              value="extend"
              className="min-h-11 px-3"
              pending={extending}
              pendingLabel={t('timer.extending')}
            >
              {t('timer.extend')}
            </SubmitButton>
          </extension.Form>
        ) : null}
      </div>
      <p aria-live="polite" className="sr-only">
        {announced}
      </p>
      <QuestionDialog title={t('timer.question')} open={asking} onClose={() => setWaved(true)}>
        <p className="text-muted">{t('timer.question.why', { count: extensionsLeft })}</p>
        <div className="flex flex-wrap gap-3">
          <Button
            data-testid="extend"
            autoFocus
            onClick={() => {
              extension.submit({ intent: 'extend' }, { method: 'post' }).catch(() => undefined);
            }}
            aria-disabled={extending || undefined}
          >
            {t('timer.keep')}
          </Button>
          <Button
            kind="secondary"
            onClick={() => {
              extension.submit({ intent: 'release' }, { method: 'post' }).catch(() => undefined);
            }}
          >
            {t('timer.release')}
          </Button>
        </div>
      </QuestionDialog>
    </div>
  );
}

/** "5 minutes left" once, when five and when two minutes are reached; silent otherwise. */
function useMinuteAnnouncement(secondsLeft: number): string {
  const { t } = useLanguage();
  const before = useRef(secondsLeft);
  const [words, setWords] = useState('');
  useEffect(() => {
    for (const minutes of [2, 5]) {
      if (before.current > minutes * 60 && secondsLeft <= minutes * 60) setWords(t('timer.left', { count: minutes }));
    }
    before.current = secondsLeft;
  }, [secondsLeft, t]);
  return words;
}
