import { Link } from 'react-router';
import { useLanguage } from '../languages/use-language.ts';
import { LogoMark } from './logo.tsx';

export function Footer() {
  const { t } = useLanguage();
  const link = 'inline-flex min-h-11 items-center text-muted underline-offset-4 hover:text-ink hover:underline';
  return (
    <footer className="mt-auto border-t border-line bg-surface">
      <div className="wrap flex flex-col gap-4 py-8 sm:flex-row sm:items-center">
        <p className="me-auto flex items-center gap-3 text-sm text-muted">
          <LogoMark />
          {t('frame.promise')}
        </p>
        <nav aria-label={t('frame.footer')} className="flex flex-wrap gap-x-6">
          <Link to="/search" className={link}>
            {t('frame.all-events')}
          </Link>
          <Link to="/account" className={link}>
            {t('frame.my-tickets')}
          </Link>
          <Link to="/gift-card" className={link}>
            {t('frame.gift-card')}
          </Link>
          <Link to="/scan" className={link}>
            {t('frame.scan')}
          </Link>
        </nav>
      </div>
    </footer>
  );
}
