// @ts-check
/** A picture of an entry: fetched with the session's token when it comes near the screen, kept while it may be seen again. */

import { request } from "../lib/api.js";
import { html, useEffect, useRef, useState } from "../lib/html.js";

/** Pictures kept; the one unused longest goes first. */
const KEPT = 240;

/** @type {Map<string, Promise<string>>} */
const kept = new Map();

/** @param {string} url @returns {Promise<string>} an address the browser can draw */
function addressOf(url) {
  const known = kept.get(url);
  if (known) {
    kept.delete(url);
    kept.set(url, known);
    return known;
  }
  const asked = request("GET", url, { headers: { Accept: "image/*" } })
    .then((response) => response.blob())
    .then((blob) => URL.createObjectURL(blob));
  asked.catch(() => kept.delete(url));
  kept.set(url, asked);
  for (const [oldest, address] of kept) {
    if (kept.size <= KEPT) break;
    kept.delete(oldest);
    address.then((made) => URL.revokeObjectURL(made), () => undefined);
  }
  return asked;
}

/** @type {WeakMap<Element, () => void>} */
const waiting = new WeakMap();
const watcher = new IntersectionObserver(
  (entries) => entries.filter(({ isIntersecting }) => isIntersecting).forEach(({ target }) => waiting.get(target)?.()),
  { rootMargin: "400px" },
);

/** @param {{url: string, alt: string, class?: string, width?: number, height?: number}} props */
export function EntryPicture({ url, alt, class: extra = "", width, height }) {
  const node = useRef(/** @type {HTMLElement | null} */ (null));
  const [near, setNear] = useState(false);
  const [address, setAddress] = useState("");
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const seen = node.current;
    if (!seen) return undefined;
    waiting.set(seen, () => setNear(true));
    watcher.observe(seen);
    return () => watcher.unobserve(seen);
  }, []);
  useEffect(() => {
    if (!near) return undefined;
    let isMeant = true;
    setFailed(false);
    addressOf(url).then((made) => isMeant && setAddress(made), () => isMeant && setFailed(true));
    return () => {
      isMeant = false;
    };
  }, [near, url]);
  return html`<span class=${`entry-picture ${extra}`} ref=${node} data-state=${failed ? "failed" : address ? "there" : "waiting"}>
    ${address && html`<img src=${address} alt=${alt} width=${width} height=${height} decoding="async" draggable=${false} />`}
    ${failed && html`<span class="faint small-text">This picture could not be fetched</span>`}
  </span>`;
}
