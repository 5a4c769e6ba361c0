import { Moon, Search, Sun, SunMoon, UserRound } from 'lucide-react';
import { Form, Link, useFetcher, useLocation } from 'react-router';
import type { Theme } from '../client/visitor.ts';
import { useLanguage } from '../languages/use-language.ts';
import { LogoMark } from './logo.tsx';
import { useRootFacts } from './root-facts.ts';

const iconButton =
  'inline-flex size-11 items-center justify-center rounded-m text-muted hover:bg-raised hover:text-ink font-medium';

export function Header() {
  const { t } = useLanguage();
  const me = useRootFacts()?.me;
  return (
    <header className="sticky top-0 z-40 border-b border-line bg-page/85 backdrop-blur-md">
      <div className="wrap flex h-16 items-center gap-1">
        <Link to="/" className="me-auto inline-flex min-h-11 items-center gap-2.5 rounded-m pe-2">
          <LogoMark />
          <span className="display text-xl">Tessera</span>
        </Link>
        <Link to="/search" aria-label={t('frame.search')} className={iconButton}>
          <Search aria-hidden="true" className="size-5" />
        </Link>
        <LanguageSwitch />
        <ThemeSwitch />
        <Link
          to={me ? '/account' : '/account/sign-in'}
          className="inline-flex min-h-11 min-w-11 items-center justify-center gap-2 rounded-m text-muted hover:bg-raised hover:text-ink sm:px-3"
        >
          <UserRound aria-hidden="true" className="size-5" />
          <span className="sr-only max-w-40 truncate sm:not-sr-only">
            {me ? me.name || t('frame.account') : t('frame.sign-in')}
          </span>
        </Link>
      </div>
    </header>
  );
}

/** A new page is asked for: the words of a language are loaded with it. */
function LanguageSwitch() {
  const { t, locale } = useLanguage();
  const here = useLocation();
  const other = locale === 'fr' ? 'en' : 'fr';
  return (
    <Form method="post" action="/preferences" reloadDocument>
      <input type="hidden" name="back" value={here.pathname + here.search} />
      <button
        type="submit"
        name="lang"
        value={other}
        lang={other}
        className={iconButton}
        aria-label={t('frame.other-language')}
      >
        {other.toUpperCase()}
      </button>
    </Form>
  );
}

const nextTheme: Record<Theme, Theme> = { night: 'daylight', daylight: 'system', system: 'night' };
const themeIcons = { night: Moon, daylight: Sun, system: SunMoon };

function ThemeSwitch() {
  const { t } = useLanguage();
  const fetcher = useFetcher();
  const here = useLocation();
  const theme = useRootFacts()?.theme ?? 'night';
  const Icon = themeIcons[theme];
  const label = t('frame.theme', {
    now: t(`frame.theme.${theme}`),
    next: t(`frame.theme.${nextTheme[theme]}`),
  });
  return (
    <fetcher.Form method="post" action="/preferences">
      <input type="hidden" name="back" value={here.pathname + here.search} />
      <button
        type="submit"
        name="theme"
        value={nextTheme[theme]}
        className={iconButton}
        aria-label={label}
        title={label}
      >
        <Icon aria-hidden="true" className="size-5" />
      </button>
    </fetcher.Form>
  );
}
