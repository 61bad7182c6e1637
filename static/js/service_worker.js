// @ts-check
/**
 * Keeps the page's own files on the device, all of one version: handed out from there, with or without a network.
 * The station puts `self.SHELL` before this code: the version, every file with its SHA-256, and the first parts of
 * addresses that are not the page's. Data is not kept here: it belongs to whoever signs in.
 */

const worker = /** @type {any} */ (self);
/** @type {{version: string, files: Record<string, string>, elsewhere: string[]}} */
const SHELL = worker.SHELL;

const PREFIX = "fieldstation.shell.";
const CACHE = PREFIX + SHELL.version;
const PAGE = "/";
const LIST = "/shell.json";

/** Files fetched at once while the page itself may still be loading. */
const AT_ONCE = 4;

worker.addEventListener("install", (event) => event.waitUntil(fill()));
worker.addEventListener("activate", (event) => event.waitUntil(dropOthers()));
worker.addEventListener("fetch", onFetch);
worker.addEventListener("message", (event) => {
  if (event.data === "take-over") worker.skipWaiting();
  // A page that was loaded without a worker may be served by one of its own version only.
  else if (event.data?.version === SHELL.version) event.waitUntil(worker.clients.claim());
});

/** Fetches every file that no earlier version holds already. One that is of another version fails the whole. */
async function fill() {
  const cache = await caches.open(CACHE);
  const held = await heldFiles();
  const waiting = Object.entries(SHELL.files);
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [path, hash] = next;
      await cache.put(path, (await held(hash)) || (await fetched(path, hash)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  const page = await fetch(PAGE, { cache: "no-store" });
  if (!page.ok || !(await page.clone().text()).includes(`content="${SHELL.version}"`)) throw new Error("the page is of another version");
  await cache.put(PAGE, page);
  await cache.put(LIST, new Response(JSON.stringify(SHELL.files)));
}

/** @param {string} path @param {string} hash */
async function fetched(path, hash) {
  const response = await fetch(path, { cache: "no-cache" });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  const digest = await crypto.subtle.digest("SHA-256", await response.clone().arrayBuffer());
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (hex !== hash) throw new Error(`${path} is of another version`);
  return response;
}

/** What earlier versions hold, by content. @returns {Promise<(hash: string) => Promise<Response | undefined>>} */
async function heldFiles() {
  /** @type {Map<string, [Cache, string]>} */
  const places = new Map();
  for (const name of (await caches.keys()).filter((one) => one.startsWith(PREFIX) && one !== CACHE)) {
    const cache = await caches.open(name);
    const list = await cache.match(LIST);
    for (const [path, hash] of Object.entries(list ? await list.json() : {})) places.set(hash, [cache, path]);
  }
  return async (hash) => {
    const place = places.get(hash);
    return place && place[0].match(place[1]);
  };
}

async function dropOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
}

/** @param {any} event */
function onFetch(event) {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  const kept = request.mode === "navigate" ? isOfThePage(url) && PAGE : url.pathname in SHELL.files && url.pathname;
  if (kept) event.respondWith(caches.open(CACHE).then((cache) => cache.match(kept)).then((found) => found || fetch(request)));
}

/** The same addresses as the station answers with the page. @param {URL} url */
function isOfThePage({ pathname }) {
  const parts = pathname.split("/");
  return !SHELL.elsewhere.includes(parts[1]) && !parts[parts.length - 1].includes(".");
}
