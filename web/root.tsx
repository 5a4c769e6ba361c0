import interLatin from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  data,
  Links,
  type LoaderFunctionArgs,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  type ShouldRevalidateFunctionArgs,
} from 'react-router';
import { maybe } from './client/read.ts';
import { localeOf, mayBeSignedIn, preferenceCookie, themeOf } from './client/visitor.ts';
import { ErrorPage } from './frame/error-page.tsx';
import { NavigationProgress } from './frame/navigation-progress.tsx';
import { type RootFacts, useRootFacts } from './frame/root-facts.ts';
import { useLanguage } from './languages/use-language.ts';
import stylesheet from './ui/theme.css?url';

export const links = () => [
  { rel: 'preload', as: 'font', type: 'font/woff2', href: interLatin, crossOrigin: 'anonymous' as const },
  { rel: 'stylesheet', href: stylesheet },
  { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' },
];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const url = new URL(request.url);
  const locale = localeOf(request);
  const me = mayBeSignedIn(request) ? await maybe(context, 'getMe', {}) : undefined;
  const asked = url.searchParams.get('lang') === locale;
  const facts: RootFacts = { locale, theme: themeOf(request), origin: url.origin, me: me ? { name: me.name } : null };
  return data(facts, asked ? { headers: { 'Set-Cookie': preferenceCookie('lang', locale) } } : {});
}

export function shouldRevalidate({ formMethod, currentUrl, nextUrl }: ShouldRevalidateFunctionArgs): boolean {
  const acted = formMethod !== undefined && formMethod !== 'GET';
  return acted || currentUrl.searchParams.get('lang') !== nextUrl.searchParams.get('lang');
}

export function Layout({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation();
  const { t } = useLanguage();
  const theme = useRootFacts()?.theme ?? 'night';
  return (
    <html lang={i18n.language} dir={i18n.dir()} data-theme={theme}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="theme-color" content={theme === 'daylight' ? '#F6F7FB' : '#07080F'} />
        <Meta />
        <Links />
      </head>
      <body className="flex min-h-dvh flex-col bg-page antialiased">
        <a
          href="#main"
          className="sr-only z-50 rounded-m bg-accent px-4 py-3 text-accent-ink focus:not-sr-only focus:fixed focus:start-2 focus:top-2"
        >
          {t('frame.skip')}
        </a>
        <NavigationProgress />
        {children}
        <ScrollRestoration />
        <Scripts />
      </body>
    </html>
  );
}

export default function Root() {
  return <Outlet />;
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
