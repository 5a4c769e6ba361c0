import { useEffect } from 'react';

/** Keeps this page and what it is made of in the browser, so that it opens at a gate without a network. */
export function useOfflineCopy(): void {
  useEffect(() => {
    if (!('serviceWorker' in navigator)) return;
    keep().catch(() => undefined);
  }, []);
}

async function keep(): Promise<void> {
  await navigator.serviceWorker.register('/sw.js');
  const { active } = await navigator.serviceWorker.ready;
  const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
  const parts = [
    ...document.querySelectorAll<HTMLLinkElement>('link[rel="modulepreload"], link[rel="stylesheet"]'),
  ].map(({ href }) => href);
  active?.postMessage({ keep: location.href, parts: [...new Set([...loaded, ...parts])] });
}

/** Forgets every kept page: for a browser that others use too. */
export async function forgetOfflineCopies(): Promise<void> {
  if ('caches' in globalThis) await caches.delete('tickets');
}
