import { createContext, useContext, useId } from 'react';
import { Form, useNavigation } from 'react-router';
import { useLanguage } from '../../languages/use-language.ts';
import { Button, SubmitButton } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';

/** The code as it stands in its field, for the forms of the page. */
export const CodeContext = createContext('');

/** Sends the code with the form it stands in. */
export function CodeInput() {
  return <input type="hidden" name="code" value={useContext(CodeContext)} />;
}

/** "I have a code": kept for the visit when it is used, and sent with every hold from this page either way. */
export function CodeField({
  kept,
  typed,
  setTyped,
  refused,
}: {
  kept: string;
  typed: string;
  setTyped: (code: string) => void;
  refused: boolean;
}) {
  const { t } = useLanguage();
  const hint = useId();
  const pending = useNavigation().formData?.get('way') === 'code';
  return (
    <details id="code" open={refused || kept !== ''} className="open:card open:px-4 open:py-1">
      <summary className="inline-flex min-h-11 items-center font-medium text-accent underline-offset-4 hover:underline">
        {t('code.summary')}
      </summary>
      <Form method="post" preventScrollReset className="space-y-3 pb-3">
        <input type="hidden" name="way" value="code" />
        <p id={hint} role="status" className="text-sm text-muted">
          {kept && !refused ? `${t('code.kept', { code: kept })} ${t('code.how')}` : t('code.hint')}
        </p>
        <div className="flex flex-wrap items-end gap-3">
          <label className="min-w-0 grow space-y-1 sm:max-w-72">
            <span className="block text-sm text-muted">{t('code.label')}</span>
            <input
              id="code-input"
              name="code"
              className={classes('control', refused && 'border-danger')}
              maxLength={64}
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              aria-invalid={refused || undefined}
              aria-describedby={hint}
            />
          </label>
          <SubmitButton kind="secondary" pending={pending} pendingLabel={t('code.use')}>
            {t('code.use')}
          </SubmitButton>
          {kept ? (
            <Button kind="quiet" type="submit" onClick={() => setTyped('')} name="forget" value="1">
              {t('code.remove')}
            </Button>
          ) : null}
        </div>
      </Form>
    </details>
  );
}
