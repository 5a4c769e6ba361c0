import { Form, useNavigation } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { SubmitButton } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import type { BanSaid } from './act-on-bans.ts';
import { useErrorOf } from './add-ban.tsx';
import { BanLine } from './ban-line.tsx';

/** Whether somebody who stands here, or writes, may come. The address is not put into any link. */
export function LookUpBans({ organiserId, done }: { organiserId: string; done: BanSaid | undefined }) {
  const { t } = useLanguage();
  const sent = useNavigation().formData;
  const isSending = sent?.get('organiser') === organiserId && sent.get('intent') === 'look-up';
  const { found, email = '' } = done ?? {};
  return (
    <div className="space-y-4">
      <Form method="post" className="flex flex-wrap items-end gap-3" noValidate preventScrollReset>
        <input type="hidden" name="organiser" value={organiserId} />
        <Field
          type="email"
          name="email"
          label={t('bans.look-up')}
          autoComplete="off"
          maxLength={254}
          className="grow"
          error={useErrorOf(done)('email')}
        />
        <SubmitButton
          kind="secondary"
          name="intent"
          value="look-up"
          className="max-sm:w-full"
          pending={isSending}
          pendingLabel={t('bans.looking-up')}
        >
          {t('bans.search')}
        </SubmitButton>
      </Form>
      {found ? (
        <section className="space-y-3" aria-live="polite" data-testid="found-bans">
          <h3 className="text-xl">{t('bans.found', { count: found.length, email })}</h3>
          {found.length === 0 ? null : (
            <ul className="card divide-y divide-line">
              {found.map((ban) => (
                <BanLine key={ban.id} ban={ban} done={undefined} />
              ))}
            </ul>
          )}
        </section>
      ) : null}
    </div>
  );
}
