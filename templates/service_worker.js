{% get_current_language as LANGUAGE_CODE %}// Without a network, a page of ours is answered with the one that says so. Nothing else is touched:
// whatever the server gives is shown as it comes. Alerts that are pushed are shown, and open their page.
const CACHE = "offline-1";
const PAGE = "{{ page|escapejs }}";
const FILES = [{% for file in files %}"{{ file|escapejs }}", {% endfor %}];

async function fill() {
  const cache = await caches.open(CACHE);
  await cache.addAll([PAGE, ...FILES].map((address) => new Request(address, { cache: "reload" })));
  for (const { url } of await cache.keys()) {
    if (![PAGE, ...FILES].includes(new URL(url).pathname)) await cache.delete(url);
  }
}

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const { origin, pathname } = new URL(request.url);
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(PAGE)));
  } else if (origin === self.location.origin && FILES.includes(pathname)) {
    event.respondWith(caches.match(request).then((found) => found ?? fetch(request)));
  }
});

self.addEventListener("push", (event) => {
  const { title, body, path, tag } = event.data.json();
  const look = { icon: "{{ icon|escapejs }}", badge: "{{ icon|escapejs }}", lang: "{{ LANGUAGE_CODE|escapejs }}" };
  event.waitUntil(self.registration.showNotification(title, { ...look, body, tag, data: { path } }));
});

async function show(path) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = windows.find(({ url }) => new URL(url).pathname === path);
  return open ? open.focus() : self.clients.openWindow(path);
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show(event.notification.data.path));
});
