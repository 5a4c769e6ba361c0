import { Link } from 'react-router';
import { useLanguage } from '../../languages/use-language.ts';
import type { FieldErrors } from '../../ui/error-summary.tsx';
import { Field } from '../../ui/field.tsx';
import { likelyAddress } from './likely-address.ts';
import { useBuyerDraft } from './use-buyer-draft.ts';

/** Asked once, kept for a day in this browser, filled in for those signed in. */
export function BuyerFields({
  buyer,
  errors,
  back,
}: {
  buyer: { email: string; name: string } | null;
  errors: FieldErrors;
  back: string;
}) {
  const { t } = useLanguage();
  const { draft, change, fields } = useBuyerDraft(buyer);
  const likely = likelyAddress(draft.email);
  return (
    <>
      {buyer ? null : (
        <p className="text-sm text-muted">
          {t('checkout.account-hint')}{' '}
          <Link
            to={`/account/sign-in?next=${encodeURIComponent(back)}`}
            className="inline-block py-1 text-accent underline underline-offset-4"
          >
            {t('frame.sign-in')}
          </Link>
        </p>
      )}
      <Field
        id="email"
        ref={fields.email}
        data-testid="email"
        label={t('form.email')}
        hint={t('checkout.email-hint')}
        name="email"
        type="email"
        inputMode="email"
        autoComplete="email"
        spellCheck={false}
        maxLength={254}
        required
        error={errors.email}
        value={draft.email}
        onChange={(event) => change({ email: event.currentTarget.value })}
      />
      {likely ? (
        <p className="text-sm" role="status">
          {t('checkout.did-you-mean')}{' '}
          <button
            type="button"
            className="min-h-11 text-accent underline underline-offset-4"
            onClick={() => change({ email: likely })}
          >
            {likely}
          </button>
        </p>
      ) : null}
      <Field
        id="name"
        ref={fields.name}
        label={t('form.name')}
        hint={t('checkout.name-hint')}
        name="name"
        autoComplete="name"
        maxLength={120}
        error={errors.name}
        value={draft.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
    </>
  );
}
