// @ts-check
/** Files beside the code: style sheets that only some pages need, and the icons. */

import { patiently, send } from "./http.js";

/** @type {Map<string, Promise<void>>} */
const asked = new Map();

/** Loads a style sheet once; resolves when it holds. @param {string} href */
export function loadStyle(href) {
  const known = asked.get(href);
  if (known) return known;
  const loading = new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.addEventListener("load", () => resolve(undefined));
    link.addEventListener("error", () => resolve(undefined));
    document.head.append(link);
  });
  asked.set(href, /** @type {Promise<void>} */ (loading));
  return /** @type {Promise<void>} */ (loading);
}

/** Puts the icon sprite into the page, so that an icon needs no request of its own, even when the station is away. */
export async function loadSprite() {
  const text = await patiently(() => send("/static/icons/lucide.svg", {})).then((response) => response.text());
  const sprite = document.importNode(new DOMParser().parseFromString(text, "image/svg+xml").documentElement, true);
  sprite.querySelectorAll("symbol").forEach((symbol) => symbol.setAttribute("id", `icon-${symbol.id}`));
  sprite.setAttribute("aria-hidden", "true");
  sprite.classList.add("sprite");
  document.body.prepend(sprite);
}
