// Tickets and orders open without a network after one visit: pages from the network first, then the last copy;
// the hashed files they are made of from the copy first. Everything else is left alone.
const pages = 'tickets';
const files = 'assets';

addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));

addEventListener('message', (event) => {
  const { keep, parts } = event.data ?? {};
  if (typeof keep !== 'string' || !Array.isArray(parts)) return;
  event.waitUntil(keepPage(keep, parts.filter(isAsset)));
});

addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  if (isAsset(request.url)) event.respondWith(copyFirst(request));
  else if (isTicketPage(request.url)) event.respondWith(networkFirst(request));
});

function isAsset(address) {
  const url = new URL(address);
  return url.origin === location.origin && url.pathname.startsWith('/assets/');
}

function isTicketPage(address) {
  const url = new URL(address);
  return url.origin === location.origin && /^\/[to]\//.test(url.pathname);
}

async function keepPage(address, parts) {
  const [pageCopies, fileCopies] = await Promise.all([caches.open(pages), caches.open(files)]);
  const missing = await Promise.all(parts.map(async (part) => ((await fileCopies.match(part)) ? [] : [part])));
  await Promise.allSettled([pageCopies.add(address), ...missing.flat().map((part) => fileCopies.add(part))]);
}

async function copyFirst(request) {
  const copy = await caches.match(request, { cacheName: files });
  if (copy) return copy;
  const response = await fetch(request);
  if (response.ok) await (await caches.open(files)).put(request, response.clone());
  return response;
}

async function networkFirst(request) {
  try {
    const response = await fetch(request);
    if (response.ok) await (await caches.open(pages)).put(request, response.clone());
    else if (response.status < 500) await (await caches.open(pages)).delete(request);
    return response;
  } catch (failure) {
    const copy = await caches.match(request, { cacheName: pages, ignoreVary: true });
    if (copy) return copy;
    throw failure;
  }
}
