import { isRouteErrorResponse, Link, useRevalidator, useRouteError } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Footer } from './footer.tsx';
import { Header } from './header.tsx';

/** The page of a refusal or a failure: what happened, and the one next thing. */
export function ErrorPage() {
  const { t } = useLanguage();
  const { status, traceId } = factsOf(useRouteError());
  const kind =
    status === 404 ? 'missing' : status === 403 ? 'forbidden' : status === 429 || status === 503 ? 'busy' : 'failed';
  const { revalidate, state } = useRevalidator();
  return (
    <>
      <Header />
      <main id="main" tabIndex={-1} className="relative flex grow flex-col justify-center overflow-hidden outline-none">
        <PageHead title={t(`error.${kind}`)} hidden />
        <div className="wrap relative max-w-2xl space-y-5 py-20 text-center">
          <p aria-hidden="true" className="display text-7xl text-subtle">
            {status}
          </p>
          <h1 className="text-4xl">{t(`error.${kind}`)}</h1>
          <p className="text-lg text-muted">{t(`error.${kind}.why`)}</p>
          <div className="flex flex-wrap justify-center gap-3 pt-2">
            {kind === 'missing' || kind === 'forbidden' ? null : (
              <Button onClick={() => void revalidate()} disabled={state === 'loading'}>
                {t('error.again')}
              </Button>
            )}
            <Link to="/" className={buttonClass(kind === 'missing' ? 'primary' : 'secondary')}>
              {t('error.home')}
            </Link>
            <Link to="/search" className={buttonClass('secondary')}>
              {t('frame.search')}
            </Link>
          </div>
          {traceId ? (
            <p className="text-sm text-subtle">
              {t('error.reference')} <code className="select-all text-muted">{traceId}</code>
            </p>
          ) : null}
        </div>
      </main>
      <Footer />
    </>
  );
}

function factsOf(error: unknown): { status: number; traceId: string } {
  if (!isRouteErrorResponse(error)) return { status: 500, traceId: '' };
  const told: unknown = error.data;
  const traceId = typeof told === 'object' && told !== null && 'traceId' in told ? String(told.traceId) : '';
  return { status: error.status, traceId };
}
