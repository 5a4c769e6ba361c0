import type { ReactNode } from 'react';
import { Form, useNavigation } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { type ButtonKind, SubmitButton } from '../ui/button.tsx';
import type { WishFields } from './seat-choice/wish.ts';

/** One press that asks for other places, or for the same again: a form of its own, so that it works without scripts. */
export function WishButton({
  fields,
  wishKey,
  code,
  action,
  kind = 'secondary',
  children,
}: {
  fields: WishFields;
  /** A second press of the same button is the same wish. */
  wishKey: string;
  code: string;
  action: string | undefined;
  kind?: ButtonKind;
  children: ReactNode;
}) {
  const { t } = useLanguage();
  const navigation = useNavigation();
  const pending = navigation.state !== 'idle' && navigation.formData?.get('key') === wishKey;
  const hidden = { ...fields, way: 'advice', key: wishKey, code };
  return (
    <Form method="post" className="max-sm:w-full" {...(action === undefined ? {} : { action })}>
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <SubmitButton kind={kind} className="py-2 max-sm:w-full" pending={pending} pendingLabel={t('buy.holding')}>
        {children}
      </SubmitButton>
    </Form>
  );
}
