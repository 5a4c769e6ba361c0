import { isLocale, type Locale, localeFrom } from '@tessera/contract/text';

export const themes = ['night', 'daylight', 'system'] as const;
export type Theme = (typeof themes)[number];

/** ?lang, else the cookie, else what the browser prefers. */
export function localeOf(request: Request): Locale {
  const asked = new URL(request.url).searchParams.get('lang');
  if (asked && isLocale(asked)) return asked;
  const kept = cookieOf(request, 'lang');
  if (kept && isLocale(kept)) return kept;
  return localeFrom(request.headers.get('accept-language') ?? undefined);
}

export function themeOf(request: Request): Theme {
  const kept = cookieOf(request, 'theme');
  return themes.find((theme) => theme === kept) ?? 'night';
}

/** Whether a session may exist: cookies other than the two of the appearance. */
export function mayBeSignedIn(request: Request): boolean {
  return [...cookiesOf(request).keys()].some((name) => name !== 'lang' && name !== 'theme');
}

export function preferenceCookie(name: 'lang' | 'theme', value: Locale | Theme): string {
  return `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax`;
}

/** An address on this site to go on to, or the one given instead: never another site. */
export function pathOnThisSite(wanted: string | null | undefined, otherwise: string): string {
  if (!wanted?.startsWith('/')) return otherwise;
  const here = 'http://here.invalid';
  if (!URL.canParse(wanted, here)) return otherwise;
  const url = new URL(wanted, here);
  return url.origin === here ? url.pathname + url.search + url.hash : otherwise;
}

function cookieOf(request: Request, name: string): string | undefined {
  return cookiesOf(request).get(name);
}

function cookiesOf(request: Request): Map<string, string> {
  const pairs = (request.headers.get('cookie') ?? '').split(';').map((pair) => pair.trim().split('='));
  return new Map(pairs.flatMap(([name, value]) => (name ? [[name, value ?? ''] as const] : [])));
}
