// @ts-check
/** Tiles of the server the operator has named; without one nothing is asked of anybody. */

import { zoomOf } from "./mercator.js";

const TILE_PX = 256;
/** Tiles kept; a large screen shows about a hundred. */
const MOST_KEPT = 400;

/** @typedef {{draw: (sheet: import("./ground.js").Sheet) => void, attribution: string}} Tiles */

/**
 * @param {{tile_url: string | null, attribution: string, max_zoom: number} | null} background
 * @param {() => void} onLoad
 * @returns {Tiles | null}
 */
export function createTiles(background, onLoad) {
  if (!background?.tile_url) return null;
  const template = background.tile_url;
  /** @type {Map<string, HTMLImageElement>} */
  const kept = new Map();
  const tile = (/** @type {number} */ z, /** @type {number} */ x, /** @type {number} */ y) => {
    const key = `${z}/${x}/${y}`;
    const known = kept.get(key);
    if (known) return known;
    if (kept.size > MOST_KEPT) kept.delete(/** @type {string} */ (kept.keys().next().value));
    const image = new Image(TILE_PX, TILE_PX);
    // Public servers want to know which site their tiles are shown on; the path stays here.
    image.referrerPolicy = "origin";
    image.onload = onLoad;
    image.src = template.replaceAll("{z}", String(z)).replaceAll("{x}", String(x)).replaceAll("{y}", String(y));
    kept.set(key, image);
    return image;
  };
  const draw = (/** @type {import("./ground.js").Sheet} */ { pen, view, size }) => {
    const z = Math.max(0, Math.min(background.max_zoom, Math.round(zoomOf(view))));
    const n = 2 ** z;
    const side = view.scale / n;
    const at = (/** @type {number} */ middle, /** @type {number} */ offset) => Math.floor((middle + offset / view.scale) * n);
    for (let x = at(view.x, -size.width / 2); x <= at(view.x, size.width / 2); x += 1) {
      for (let y = Math.max(0, at(view.y, -size.height / 2)); y <= Math.min(n - 1, at(view.y, size.height / 2)); y += 1) {
        const image = tile(z, ((x % n) + n) % n, y);
        if (!image.complete || !image.naturalWidth) continue;
        const left = Math.round((x / n - view.x) * view.scale + size.width / 2);
        const top = Math.round((y / n - view.y) * view.scale + size.height / 2);
        pen.drawImage(image, left, top, Math.ceil(side), Math.ceil(side));
      }
    }
  };
  return { draw, attribution: background.attribution };
}
