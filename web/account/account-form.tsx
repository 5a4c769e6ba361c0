import type { ReactNode } from 'react';
import { Form, useNavigation } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { SubmitButton } from '../ui/button.tsx';
import { ErrorSummary, type FieldErrors } from '../ui/error-summary.tsx';

/** A short form in the middle of the page, with what is wrong on top. */
export function AccountForm({
  title,
  submit,
  errors,
  next,
  children,
  below,
}: {
  title: string;
  submit: string;
  errors: FieldErrors;
  next: string;
  children: ReactNode;
  below?: ReactNode;
}) {
  const { t } = useLanguage();
  const pending = useNavigation().state === 'submitting';
  return (
    <div className="wrap flex grow flex-col justify-center py-10">
      <Form method="post" noValidate className="card mx-auto w-full max-w-md space-y-5 p-6 sm:p-8">
        <h1 className="text-3xl">{title}</h1>
        <input type="hidden" name="next" value={next} />
        <ErrorSummary title={t('form.errors')} errors={errors} />
        {children}
        <SubmitButton className="w-full" pending={pending} pendingLabel={t('form.sending')}>
          {submit}
        </SubmitButton>
        {below}
      </Form>
    </div>
  );
}
