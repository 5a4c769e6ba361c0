import { isLocale } from '@tessera/contract/text';
import { type ActionFunctionArgs, redirect } from 'react-router';
import { textIn } from '../client/read.ts';
import { pathOnThisSite, preferenceCookie, themes } from '../client/visitor.ts';

/** Keeps the language or the theme for a year and goes back. */
export async function action({ request }: ActionFunctionArgs) {
  const form = await request.formData();
  const lang = textIn(form, 'lang');
  const theme = themes.find((known) => known === textIn(form, 'theme'));
  const headers = new Headers();
  if (isLocale(lang)) headers.append('Set-Cookie', preferenceCookie('lang', lang));
  if (theme) headers.append('Set-Cookie', preferenceCookie('theme', theme));
  return redirect(withoutLanguage(pathOnThisSite(textIn(form, 'back'), '/')), { headers });
}

export function loader() {
  return redirect('/');
}

/** ?lang in the address would win over the language just chosen. */
function withoutLanguage(path: string): string {
  const url = new URL(path, 'http://here.invalid');
  url.searchParams.delete('lang');
  return url.pathname + url.search;
}
