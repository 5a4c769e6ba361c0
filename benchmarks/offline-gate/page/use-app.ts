import { fr } from '../../../scanner/words/fr.ts';
import type { InPage } from '../in-page.ts';
import { shownAt } from './shown.ts';

const appearsWithinMs = 60_000;

export const timeStart: InPage['timeStart'] = async () => {
  const pressedAt = await new Promise<number>((resolve) => {
    addEventListener('click', ({ timeStamp }) => resolve(timeStamp), { once: true, capture: true });
  });
  const readiness = await appears('[data-testid=readiness]');
  const readyAt = await painted();
  const canWorkAlone = readiness.textContent.includes(fr.begin.offlineReady);
  const begin = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === fr.begin.press);
  begin?.click();
  await appears('[data-testid=mode]');
  const openAt = await painted();
  return { readyMs: readyAt - pressedAt, openMs: openAt - pressedAt, canWorkAlone, ...weighList() };
};

export const read: InPage['read'] = async (reading) => {
  const shown = await shownAt(reading, Date.now());
  const before = document.querySelector('[data-testid=verdict]')?.getAttribute('data-id') ?? '';
  for (const key of shown) press(key);
  const startedAt = performance.now();
  press('Enter');
  const verdict = await appears(`[data-testid=verdict]:not([data-id="${before}"])`);
  const ms = (await painted()) - startedAt;
  return { ms, look: verdict.getAttribute('data-look') ?? '' };
};

function press(key: string): void {
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
}

function appears(selector: string): Promise<Element> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const found = document.querySelector(selector);
      if (!found) return;
      watch.disconnect();
      clearTimeout(timer);
      resolve(found);
    };
    const watch = new MutationObserver(look);
    const timer = setTimeout(() => {
      watch.disconnect();
      reject(new Error(`nobody saw ${selector}`));
    }, appearsWithinMs);
    watch.observe(document, { childList: true, subtree: true, attributes: true });
    look();
  });
}

/** When the picture that is made next is finished. */
function painted(): Promise<number> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now());
      port2.postMessage(undefined);
    });
  });
}

/** The first list the app got is the whole one. */
function weighList(): { sentBytes: number; unpackedBytes: number } {
  const list = performance
    .getEntriesByType('resource')
    .find((entry): entry is PerformanceResourceTiming => entry.name.endsWith('/admission-list'));
  return { sentBytes: list?.encodedBodySize ?? 0, unpackedBytes: list?.decodedBodySize ?? 0 };
}
