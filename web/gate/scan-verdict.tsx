import { Ban, Check, CornerUpRight, History, type LucideIcon, WifiOff } from 'lucide-react';
import { formatClock } from '../languages/moments.ts';
import { type Language, useLanguage } from '../languages/use-language.ts';
import type { Scan } from './use-scans.ts';
import { type Look, looks, type ScanResult } from './verdict-look.ts';

const icons: Record<Look, LucideIcon> = {
  granted: Check,
  used: History,
  elsewhere: CornerUpRight,
  denied: Ban,
  unsent: WifiOff,
};
const hazard = 'repeating-linear-gradient(45deg, #000 0 24px, #FFB000 24px 48px)';

/** One verdict, full-bleed: shape, word, and the sentence the controller says. */
export function ScanVerdict({
  scan,
  sendAgain,
  dismiss,
}: {
  scan: Scan;
  sendAgain: (scan: Scan) => void;
  dismiss: () => void;
}) {
  const language = useLanguage();
  const { t, text } = language;
  if (scan.look === 'asking') {
    return (
      <div
        data-testid="scan-result"
        data-verdict="asking"
        className="flex grow items-center justify-center bg-raised text-3xl font-semibold"
      >
        {t('scan.asking')}
      </div>
    );
  }
  const { background, ink } = looks[scan.look];
  const Icon = icons[scan.look];
  const { result } = scan;
  return (
    <div
      data-testid="scan-result"
      data-verdict={scan.look}
      role="alert"
      className="flex grow flex-col"
      style={{ background, color: ink, forcedColorAdjust: 'none' }}
    >
      {scan.look === 'used' ? <Stripes /> : null}
      <div className="flex grow flex-col items-center justify-center gap-3 p-6 text-center">
        <span className="flex size-28 items-center justify-center rounded-full border-8 border-current">
          <Icon aria-hidden="true" className="size-16" strokeWidth={3.5} />
        </span>
        <p className="display text-6xl sm:text-7xl">{t(`scan.word.${scan.look}`)}</p>
        <p className="max-w-xl text-2xl font-semibold">{sentenceOf(scan.look, result, language)}</p>
        {result?.place ? (
          <p className="text-xl">
            {result.place}
            {result.tariff ? ` · ${text(result.tariff)}` : ''}
          </p>
        ) : null}
        {result?.holder ? <p className="text-xl">{result.holder}</p> : null}
        <div className="flex flex-wrap justify-center gap-3 pt-3">
          {scan.look === 'unsent' ? (
            <button type="button" onClick={() => sendAgain(scan)} className={verdictButton}>
              {t('scan.send-again')}
            </button>
          ) : null}
          <button type="button" onClick={dismiss} className={verdictButton}>
            {t('scan.next')}
          </button>
        </div>
      </div>
      {scan.look === 'used' ? <Stripes /> : null}
    </div>
  );
}

const verdictButton =
  'min-h-16 rounded-m border-2 border-current px-8 text-lg font-semibold focus-visible:outline-current';

function Stripes() {
  return <div aria-hidden="true" className="h-8 w-full" style={{ background: hazard }} />;
}

const reasons = [
  'not_a_ticket',
  'wrong_signature',
  'unknown_ticket',
  'wrong_performance',
  'revoked',
  'suspended',
  'replaced',
  'too_early',
  'too_late',
  'wrong_gate',
  'already_used',
] as const;

export function sentenceOf(look: Look, result: ScanResult | undefined, { t, locale }: Language): string {
  if (look === 'granted') return t('scan.say.granted');
  if (look === 'unsent' || !result) return t('scan.say.unsent');
  if (result.previous) {
    return t('scan.say.used', {
      time: formatClock(Date.parse(result.previous.at), locale),
      place: result.previous.accessPoint,
    });
  }
  if (result.reason === 'wrong_gate' && result.gates && result.gates.length > 0) {
    return t('scan.say.gates', { gates: result.gates.join(', ') });
  }
  const reason = reasons.find((known) => known === result.reason);
  return reason ? t(`scan.reason.${reason}`) : t('scan.reason.other');
}
