import type { Scanner } from './scanner.ts';

/** Keeps the app for use without a network, and takes a new version only while no shift is open. */
export function followVersions(scanner: Scanner): void {
  if (!('serviceWorker' in navigator && import.meta.env.PROD)) return;
  const isFree = () => scanner.state().phase !== 'working';
  const hadOne = navigator.serviceWorker.controller !== null;
  const follow = async () => {
    const registration = await navigator.serviceWorker.register('/scanner/worker.js', { scope: '/scanner/' });
    const takeOver = () => {
      if (isFree()) registration.waiting?.postMessage('take-over');
    };
    registration.addEventListener('updatefound', () => {
      registration.installing?.addEventListener('statechange', takeOver);
    });
    takeOver();
    let wasFree = isFree();
    scanner.subscribe(() => {
      if (!wasFree && isFree()) void registration.update().then(takeOver, () => undefined);
      wasFree = isFree();
    });
  };
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (hadOne && isFree()) location.reload();
  });
  void follow().catch(() => undefined);
}
