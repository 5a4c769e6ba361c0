import type { RefusalReason } from '@tessera/contract/admission/question';
import {
  rightToLeft,
  unsureWords,
  type VisitorLanguage,
  visitorLanguages,
  visitorWords,
} from '@tessera/contract/admission/visitor-words';
import { ArrowRight, ArrowUp, Check, type LucideIcon, RotateCcw, ShieldCheck, WifiOff, X } from 'lucide-react';
import { useState } from 'react';
import type { Outcome } from '../desk/outcome.ts';
import { type Look, looks } from '../looks/looks.ts';
import { useSpeech } from '../words/use-words.tsx';
import { HoldButton } from './hold-button.tsx';
import { onVerdict } from './looks-of-buttons.ts';

/** A question mark where there is none. */
const icons: Readonly<Record<Look, LucideIcon | undefined>> = {
  granted: Check,
  check: ShieldCheck,
  used: RotateCcw,
  elsewhere: ArrowRight,
  denied: X,
  out: ArrowUp,
  hold: undefined,
  unsure: undefined,
};

const refusals = new Set<Look>(['used', 'elsewhere', 'denied', 'hold', 'unsure']);

type Acts = { readonly dismiss: () => void; readonly checked: (isGood: boolean) => void };

/** One verdict over the whole screen: shape, word, and what to say. */
export function Verdict({ outcome, timeZone, ...acts }: { outcome: Outcome; timeZone: string } & Acts) {
  const { words } = useSpeech();
  const { look, isOwn } = outcome;
  const { background, ink } = looks[look];
  const Icon = icons[look];
  const isDoubt = look === 'hold' || look === 'unsure';
  return (
    <div
      data-testid="verdict"
      data-id={outcome.id}
      data-look={look}
      data-own={isOwn}
      role="alert"
      className={`absolute inset-0 z-10 flex flex-col ${isDoubt ? 'hatched' : ''} ${look === 'check' ? 'border-[24px] border-[#35D07F]' : ''}`}
      style={{ backgroundColor: background, color: ink, forcedColorAdjust: 'none' }}
    >
      {isOwn && !isDoubt ? (
        <p className="flex items-center justify-center gap-2 bg-black px-4 py-2 text-center font-bold text-white">
          <WifiOff aria-hidden="true" className="size-5 shrink-0" />
          {look === 'granted' || look === 'check' ? words.acceptedHere : words.decidedHere}
        </p>
      ) : null}
      {look === 'used' ? <div aria-hidden="true" className="hazard h-8 w-full shrink-0" /> : null}
      <div className="flex min-h-0 grow flex-col items-center justify-center gap-3 overflow-y-auto p-4 text-center">
        <span className="flex size-32 shrink-0 items-center justify-center rounded-full border-8 border-current">
          {Icon ? (
            <Icon aria-hidden="true" className="size-20" strokeWidth={3.5} />
          ) : (
            <span aria-hidden="true" className="display text-8xl">
              ?
            </span>
          )}
        </span>
        <p className="display text-6xl break-words hyphens-none">{wordOf(outcome, words)}</p>
        <Facts outcome={outcome} timeZone={timeZone} />
        {refusals.has(look) ? <ToVisitor outcome={outcome} /> : null}
      </div>
      <div className="flex shrink-0 justify-center gap-3 p-4 pb-[max(1rem,env(safe-area-inset-bottom))]">
        <Buttons look={look} {...acts} />
      </div>
      {look === 'used' ? <div aria-hidden="true" className="hazard h-8 w-full shrink-0" /> : null}
    </div>
  );
}

function wordOf({ look, reason, gates, lane }: Outcome, words: ReturnType<typeof useSpeech>['words']): string {
  const place = lane ?? gates?.[0];
  if (look === 'elsewhere' && place) return words.goTo(place);
  const own = Object.entries(words.word).find(([known]) => known === reason)?.[1];
  return own ?? words.look[look];
}

function Facts({ outcome, timeZone }: { outcome: Outcome; timeZone: string }) {
  const { words, text, time, locale } = useSpeech();
  const { look, at, check, previous, doubt, listMadeAt, place, tariff, holder, gates, isPrinted, reason } = outcome;
  if (look === 'hold') return null;
  return (
    <>
      {look === 'check' && check ? <p className="text-4xl font-bold">{text(check)}</p> : null}
      {previous ? (
        <p className="text-2xl font-bold">
          {words.usedAt(time(previous.at, timeZone), previous.accessPoint)}{' '}
          <span className="block text-xl font-semibold">{words.ago(Math.floor((at - previous.at) / 60_000))}</span>
        </p>
      ) : null}
      {look === 'denied' && isReason(reason) ? (
        <p className="text-2xl font-bold">{visitorWords[reason][locale]}</p>
      ) : null}
      {doubt ? (
        <p className="text-xl font-semibold">
          {words.doubt[doubt]}
          {listMadeAt ? <span className="block">({words.listAge(time(listMadeAt, timeZone))})</span> : null}
        </p>
      ) : null}
      {gates && gates.length > 1 ? <p className="text-xl font-semibold">{gates.join(' · ')}</p> : null}
      {place || tariff ? (
        <p className="text-2xl font-semibold">
          {[place, tariff && text(tariff)].filter((part) => part !== undefined).join(' · ')}
        </p>
      ) : null}
      {holder ? <p className="text-xl">{holder}</p> : null}
      {isPrinted ? <p className="text-xl font-semibold">{words.printed}</p> : null}
    </>
  );
}

function isReason(reason: string | undefined): reason is RefusalReason {
  return reason !== undefined && Object.hasOwn(visitorWords, reason);
}

/** The sentence for the visitor, in a language that is one touch away. */
function ToVisitor({ outcome }: { outcome: Outcome }) {
  const { words } = useSpeech();
  const [language, setLanguage] = useState<VisitorLanguage>();
  const sentences = sentencesOf(outcome);
  if (!sentences) return null;
  return (
    <section aria-label={words.toVisitor} className="w-full max-w-md space-y-2">
      {language ? (
        <p
          lang={language}
          dir={rightToLeft.includes(language) ? 'rtl' : 'ltr'}
          data-testid="to-visitor"
          className="rounded-m border-2 border-current p-3 text-2xl font-semibold"
        >
          {sentences[language]}
        </p>
      ) : (
        <p className="pt-1 font-semibold">{words.toVisitor}</p>
      )}
      <div className="grid grid-cols-3 gap-2">
        {(Object.keys(visitorLanguages) as VisitorLanguage[]).map((known) => (
          <button
            key={known}
            type="button"
            lang={known}
            aria-pressed={known === language}
            onClick={() => setLanguage(known)}
            className="min-h-14 rounded-m border-2 border-current font-semibold aria-pressed:underline"
          >
            {visitorLanguages[known]}
          </button>
        ))}
      </div>
    </section>
  );
}

function sentencesOf({ look, reason }: Outcome): Readonly<Record<VisitorLanguage, string>> | undefined {
  if (look === 'unsure') return unsureWords;
  if (look === 'hold') return visitorWords.barred;
  return isReason(reason) ? visitorWords[reason] : undefined;
}

function Buttons({ look, dismiss, checked }: { look: Look } & Acts) {
  const { words } = useSpeech();
  if (look === 'check') {
    return (
      <>
        <button type="button" className={`${onVerdict} grow`} onClick={() => checked(false)}>
          {words.notShown}
        </button>
        <button type="button" className={`${onVerdict} grow-2 bg-black text-white`} onClick={() => checked(true)}>
          {words.checked}
        </button>
      </>
    );
  }
  if (look === 'hold') {
    return (
      <HoldButton holdMs={1000} done={dismiss} className={`${onVerdict} grow`}>
        {words.supervisor}
      </HoldButton>
    );
  }
  return (
    <button type="button" className={`${onVerdict} grow`} onClick={dismiss}>
      {words.next}
    </button>
  );
}
