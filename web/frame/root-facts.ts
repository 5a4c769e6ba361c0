import type { Locale } from '@tessera/contract/text';
import { useRouteLoaderData } from 'react-router';
import type { Theme } from '../client/visitor.ts';

/** What every page knows. */
export type RootFacts = {
  readonly locale: Locale;
  readonly theme: Theme;
  readonly origin: string;
  readonly me: { readonly name: string } | null;
};

/** undefined on the page of a failure that came before anything was known. */
export function useRootFacts(): RootFacts | undefined {
  return useRouteLoaderData<RootFacts>('root');
}
