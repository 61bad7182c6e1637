// @ts-check
/** Style sheets that only some pages need. */

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
