// Everything the app is made of is kept with the version it belongs to, so that it opens without a network.
// FILES and VERSION are put in by the build.
const version = VERSION;
const files = FILES;
const home = '/scanner/';

addEventListener('install', (event) => event.waitUntil(keepAll()));

addEventListener('activate', (event) =>
  event.waitUntil(
    (async () => {
      const names = await caches.keys();
      const old = names.filter((name) => name.startsWith('scanner-') && name !== version);
      await Promise.all(old.map((name) => caches.delete(name)));
      await clients.claim();
    })(),
  ),
);

addEventListener('message', (event) => {
  if (event.data === 'take-over') skipWaiting();
});

addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin || !url.pathname.startsWith(home)) return;
  event.respondWith(copyFirst(request.mode === 'navigate' ? home : request));
});

async function keepAll() {
  // A door that is open keeps the app it was opened with: a new version is not even fetched before the shift has ended.
  if (await isShiftOpen()) throw new Error('a shift is open');
  const cache = await caches.open(version);
  await cache.addAll(files.map((file) => new Request(home + file, { cache: 'reload' })));
}

async function copyFirst(request) {
  const copy = await caches.match(request, { cacheName: version });
  return copy ?? fetch(request);
}

function isShiftOpen() {
  return new Promise((resolve) => {
    const opening = indexedDB.open('tessera-scanner');
    // There is no such database yet; it must not be made without its tables.
    opening.onupgradeneeded = () => opening.transaction.abort();
    opening.onerror = () => resolve(false);
    opening.onsuccess = () => {
      const database = opening.result;
      const asked = database.transaction('facts').objectStore('facts').get('shift');
      asked.onerror = () => resolve(false);
      asked.onsuccess = () => resolve(asked.result !== undefined);
      asked.transaction.oncomplete = () => database.close();
    };
  });
}
