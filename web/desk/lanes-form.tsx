import type { Reply } from '@tessera/contract/api/operations';
import { Form, useNavigation } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { SubmitButton } from '../ui/button.tsx';
import { TickList } from '../ui/tick-list.tsx';

type Props = {
  readonly lanes: Reply<'getLanes'>['items'];
  readonly devices: Reply<'listDevices'>['items'];
  readonly isDecider: boolean;
  readonly error: string | undefined;
};

/** Which phone owns which share of the tickets. */
export function LanesForm({ lanes, devices, isDecider, error }: Props) {
  const { t } = useLanguage();
  const isSending = useNavigation().formData?.get('intent') === 'lanes';
  const usable = devices.filter(({ state }) => state !== 'revoked');
  return (
    <section className="card space-y-4 p-5" aria-labelledby="lanes">
      <h2 id="lanes" className="text-2xl">
        {t('doors.lanes')}
      </h2>
      <p className="max-w-prose text-muted">{t('doors.lanes-hint')}</p>
      {lanes.length > 0 ? (
        <ol className="list-decimal space-y-1 ps-6">
          {lanes.map(({ device, name }) => (
            <li key={device}>
              <bdi>{name}</bdi>
            </li>
          ))}
        </ol>
      ) : (
        <p>{t('doors.no-lanes')}</p>
      )}
      {error ? (
        <p role="alert" className="font-medium text-danger">
          {error}
        </p>
      ) : null}
      {isDecider && usable.length > 0 ? (
        <Form method="post" className="space-y-4" preventScrollReset>
          <TickList
            legend={t('doors.lane-devices')}
            name="devices"
            options={usable.map(({ id, name, state }) => [id, `${name} · ${t(`devices.state.${state}`)}`])}
            chosen={lanes.map(({ device }) => device)}
          />
          <SubmitButton
            kind="secondary"
            name="intent"
            value="lanes"
            className="max-sm:w-full"
            pending={isSending}
            pendingLabel={t('desk.sending')}
          >
            {t('doors.set-lanes')}
          </SubmitButton>
        </Form>
      ) : null}
      {usable.length === 0 ? <p className="text-muted">{t('doors.no-devices')}</p> : null}
    </section>
  );
}
