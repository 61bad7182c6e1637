// @ts-check
/** The address bar is the state: path, parameters and query, and how to change them. */

import { signal } from "./html.js";

/**
 * @typedef {{pattern: string, load: () => Promise<any>, open?: boolean, bare?: boolean, operator?: boolean}} Route  `operator`: for administrators of the station
 * @typedef {{path: string, query: Record<string, string>, params: Record<string, string>, route: Route | null}} Place
 */

/** @type {Route[]} */
let routes = [];

/** Where the page is now. @type {import("@preact/signals").Signal<Place>} */
export const place = signal({ path: "/", query: {}, params: {}, route: null });

/** Starts listening to the address bar and to clicks on links. @param {Route[]} table */
export function startRouter(table) {
  routes = table;
  adoptHashAddress();
  place.value = readPlace();
  addEventListener("popstate", () => {
    place.value = readPlace();
  });
  document.addEventListener("click", followLink);
}

/** First-run and mail links may come as /#/setup?token=…: the part after the hash is the address. */
function adoptHashAddress() {
  if (location.hash.startsWith("#/")) history.replaceState(null, "", location.hash.slice(1));
}

/** @returns {Place} */
function readPlace() {
  const path = location.pathname.replace(/\/+$/, "") || "/";
  const query = Object.fromEntries(new URLSearchParams(location.search));
  for (const route of routes) {
    const params = matchPattern(route.pattern, path);
    if (params) return { path, query, params, route };
  }
  return { path, query, params: {}, route: null };
}

/** @param {string} pattern @param {string} path @returns {Record<string, string> | null} */
function matchPattern(pattern, path) {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return null;
  /** @type {Record<string, string>} */
  const params = {};
  for (let i = 0; i < wanted.length; i += 1) {
    if (wanted[i].startsWith(":")) params[wanted[i].slice(1)] = decodeURIComponent(given[i]);
    else if (wanted[i] !== given[i]) return null;
  }
  return params;
}

/** @param {MouseEvent} event */
function followLink(event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || link.target || link.download || link.origin !== location.origin) return;
  if (link.pathname.startsWith("/api/") || link.pathname.startsWith("/static/")) return;
  if (link.hash && link.pathname === location.pathname) return;
  event.preventDefault();
  navigate(link.pathname + link.search);
}

/** Goes to a path of the page. @param {string} to @param {{replace?: boolean}} [options] */
export function navigate(to, { replace = false } = {}) {
  const before = location.pathname;
  if (replace) history.replaceState(null, "", to);
  else history.pushState(null, "", to);
  place.value = readPlace();
  const main = document.getElementById("main");
  if (location.pathname === before || !main) return;
  main.scrollTo(0, 0);
  main.focus({ preventScroll: true });
}

/**
 * Changes parts of the query; undefined, null and "" take a part away.
 * @param {Record<string, any>} patch @param {{push?: boolean}} [options]
 */
export function setQuery(patch, { push = false } = {}) {
  const to = place.value.path + queryText({ ...place.value.query, ...patch });
  if (to !== location.pathname + location.search) navigate(to, { replace: !push });
}

/** "?a=1&b=2", or "" when nothing is set. @param {Record<string, any>} query */
export function queryText(query) {
  const kept = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const params = new URLSearchParams(kept.map(([name, value]) => [name, String(value)]));
  const text = params.toString();
  return text ? `?${text}` : "";
}
