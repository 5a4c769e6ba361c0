import { createContext, type ReactNode, useContext, useId } from 'react';
import { Form, useNavigation } from 'react-router';
import { useLanguage } from '../../languages/use-language.ts';
import { Button, SubmitButton } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { useRefusalWords } from '../refusal-words.ts';
import type { RefusedCode } from '../visit-code.ts';
import type { Performance } from '../wire.ts';

/** The code as it stands in its field, for the forms of the page. */
export const CodeContext = createContext('');

/** Sends the code with the form it stands in. */
export function CodeInput() {
  return <input type="hidden" name="code" value={useContext(CodeContext)} />;
}

/** "I have a code": kept for the visit when it is used, and sent with every hold from this page either way. */
export function CodeField({
  performance,
  kept,
  typed,
  setTyped,
  refused,
  children,
}: {
  performance: Performance;
  kept: string;
  typed: string;
  setTyped: (code: string) => void;
  refused: RefusedCode | undefined;
  /** What else there is to know about the code that is kept. */
  children?: ReactNode;
}) {
  const { t } = useLanguage();
  const words = useRefusalWords();
  const hint = useId();
  const isOpening = kept !== '' && performance.offers.some(({ isHidden }) => isHidden);
  const told = refused && words({ problem: refused.problem, performance });
  const pending = useNavigation().formData?.get('way') === 'code';
  return (
    <details id="code" open={refused !== undefined || kept !== ''} className="open:card open:px-4 open:py-1">
      <summary className="inline-flex min-h-11 items-center font-medium text-accent underline-offset-4 hover:underline">
        {t('code.summary')}
      </summary>
      <Form method="post" preventScrollReset className="space-y-3 pb-3">
        <input type="hidden" name="way" value="code" />
        <input type="hidden" name="performance" value={performance.id} />
        <p
          id={hint}
          role="status"
          data-testid="code-told"
          className={classes('text-sm', told ? 'text-danger' : 'text-muted')}
        >
          {told ? `${told.title}. ${told.sentences.join(' ')}` : null}
          {!told && kept ? t(isOpening ? 'code.opened' : 'code.kept', { code: kept }) : null}
          {!told && kept && !isOpening ? children : null}
          {told || kept ? null : t('code.hint')}
        </p>
        <div className="flex flex-wrap items-end gap-3">
          <label className="min-w-0 grow space-y-1 sm:max-w-72">
            <span className="block text-sm text-muted">{t('code.label')}</span>
            <input
              id="code-input"
              name="code"
              className={classes('control', refused ? 'border-danger' : undefined)}
              maxLength={64}
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              aria-invalid={refused ? true : undefined}
              aria-describedby={hint}
            />
          </label>
          <SubmitButton kind="secondary" pending={pending} pendingLabel={t('code.use')}>
            {t('code.use')}
          </SubmitButton>
          {kept || refused ? (
            <Button kind="quiet" type="submit" onClick={() => setTyped('')} name="forget" value="1">
              {t('code.remove')}
            </Button>
          ) : null}
        </div>
      </Form>
    </details>
  );
}
