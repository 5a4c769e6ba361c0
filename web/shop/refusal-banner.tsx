import { type ReactNode, useEffect, useRef } from 'react';
import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import { type RefusalFacts, useRefusalWords } from './refusal-words.ts';

/** A refusal in the words of the buyer, with the next thing to do below it. Takes the focus when it comes. */
export function RefusalBanner({ children, ...facts }: RefusalFacts & { children?: ReactNode }) {
  const { t } = useLanguage();
  const { problem } = facts;
  const { code, title, sentences } = useRefusalWords()(facts);
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another refusal, though the words may be the same.
  useEffect(() => box.current?.focus(), [problem]);
  return (
    <div ref={box} tabIndex={-1} data-testid="refusal" data-code={code}>
      <Banner tone={code === 'unreachable' || code === 'unknown' ? 'danger' : 'warning'} urgent title={title}>
        <p>{sentences.join(' ')}</p>
        {children}
        {code === 'unknown' && problem.traceId ? (
          <p className="text-sm">
            {t('error.reference')} <code className="select-all">{problem.traceId}</code>
          </p>
        ) : null}
      </Banner>
    </div>
  );
}
