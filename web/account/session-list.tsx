import type { Reply } from '@tessera/contract/api/operations';
import { MonitorSmartphone } from 'lucide-react';
import { Form } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { Banner } from '../ui/banner.tsx';
import { SubmitButton } from '../ui/button.tsx';

type Sessions = Reply<'listSessions'>['items'];

/** Where this account is signed in; any other place can be signed out from here. */
export function SessionList({ sessions, revoking }: { sessions: Sessions | undefined; revoking: string | undefined }) {
  const { t, moment } = useLanguage();
  return (
    <section aria-labelledby="sessions" className="space-y-4">
      <h2 id="sessions" className="text-2xl">
        {t('account.sessions')}
      </h2>
      {sessions ? (
        <ul className="card divide-y divide-line">
          {sessions.map((session) => {
            const device = deviceOf(session.userAgent) || t('account.device');
            return (
              <li key={session.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 p-4">
                <MonitorSmartphone aria-hidden="true" className="size-5 text-muted" />
                <span className="min-w-0 grow">
                  <span className="block font-medium">
                    {device}
                    {session.current ? <span className="text-success"> · {t('account.this-one')}</span> : null}
                  </span>
                  <span className="block text-sm text-muted">
                    {t('account.last-seen', { when: moment(session.lastSeenAt, 'UTC', 'day-time') })}
                  </span>
                </span>
                {session.current ? null : (
                  <Form method="post">
                    <input type="hidden" name="session" value={session.id} />
                    <SubmitButton
                      kind="danger"
                      name="intent"
                      value="revoke"
                      aria-label={t('account.revoke', { device })}
                      pending={revoking === session.id}
                      pendingLabel={t('form.sending')}
                    >
                      {t('account.revoke-short')}
                    </SubmitButton>
                  </Form>
                )}
              </li>
            );
          })}
        </ul>
      ) : (
        <Banner tone="danger" title={t('account.sessions-failed')} />
      )}
    </section>
  );
}

/** "Firefox, Windows" from a user agent; empty when it is nothing known. */
function deviceOf(userAgent: string): string {
  const browser = [/Edg\//, /Firefox\//, /OPR\//, /Chrome\//, /Safari\//].findIndex((known) => known.test(userAgent));
  const system = [/iPhone|iPad/, /Android/, /Windows/, /Mac OS/, /Linux/].findIndex((known) => known.test(userAgent));
  const names = [
    ['Edge', 'Firefox', 'Opera', 'Chrome', 'Safari'][browser],
    ['iOS', 'Android', 'Windows', 'macOS', 'Linux'][system],
  ];
  return names.filter(Boolean).join(', ');
}
