// @ts-check
/** Which tiles are drawn for a window, coarse beneath fine, and which are asked for, in what order. */

import { rungFor, tileKey, tilesWithin } from "./rungs.js";

/** @typedef {import("./types.js").View} View @typedef {import("./types.js").Rung} Rung @typedef {import("./types.js").Quad} Quad */

/** Rungs above the wanted one that are asked for too, so that panning meets something. */
const PARENT_STEP = 3;

/**
 * @param {{view: View, width: number, ratio: number, rungs: Rung[], sr: number, peek: (key: string) => import("./types.js").Tile | undefined}} scene
 *   width in CSS pixels, ratio of the screen's pixels to them
 * @returns {{quads: Quad[], wanted: {rung: Rung, index: number}[], shown: {rung: Rung, index: number}[], rung: Rung,
 *   isComplete: boolean}} `shown` is the part of `wanted` that the window itself needs
 */
export function planSpectrum({ view, width, ratio, rungs, sr, peek }) {
  const target = rungFor(rungs, ((view.t1 - view.t0) * sr) / (width * ratio));
  const own = quadsOf(rungs[target], view, width, sr, peek);
  const isComplete = own.missing === 0;
  const quads = isComplete ? own.quads : [...beneath(rungs, target, view, width, sr, peek), ...own.quads];
  const shown = tilesShown({ view, width, ratio, rungs, sr });
  return { quads, wanted: wishes(rungs, target, view), shown, rung: rungs[target], isComplete };
}

/**
 * The tiles without which a window is not complete.
 * @param {{view: View, width: number, ratio: number, rungs: Rung[], sr: number}} scene
 */
export function tilesShown({ view, width, ratio, rungs, sr }) {
  const rung = rungs[rungFor(rungs, ((view.t1 - view.t0) * sr) / (width * ratio))];
  return tilesWithin(rung, view.t0, view.t1).map((index) => ({ rung, index }));
}

/** What is drawn first where the wanted rung has gaps: the nearest complete coarser rung, then one finer. */
function beneath(
  /** @type {Rung[]} */ rungs,
  /** @type {number} */ target,
  /** @type {View} */ view,
  /** @type {number} */ width,
  /** @type {number} */ sr,
  /** @type {(key: string) => import("./types.js").Tile | undefined} */ peek,
) {
  /** @type {Quad[][]} */
  const layers = [];
  for (let at = target + 1; at < rungs.length; at += 1) {
    const layer = quadsOf(rungs[at], view, width, sr, peek);
    layers.unshift(layer.quads);
    if (layer.missing === 0) break;
  }
  if (target > 0) layers.push(quadsOf(rungs[target - 1], view, width, sr, peek).quads);
  return layers.flat();
}

/**
 * A tile's quad runs from the middle of its first column to the middle of its neighbour's first, so that every
 * pixel blends two columns and no seam is seen.
 * @param {Rung} rung @param {View} view @param {number} width @param {number} sr
 * @param {(key: string) => import("./types.js").Tile | undefined} peek
 */
function quadsOf(rung, view, width, sr, peek) {
  const perPixel = (view.t1 - view.t0) / width;
  const columnSeconds = rung.span / sr;
  /** @type {Quad[]} */
  const quads = [];
  let missing = 0;
  for (const index of tilesWithin(rung, view.t0, view.t1)) {
    const tile = peek(tileKey(rung, index));
    if (!tile) {
      missing += 1;
      continue;
    }
    const isLast = index === rung.nTiles - 1;
    const c0 = index === 0 ? 0 : 0.5;
    const c1 = tile.nColumns + (isLast ? 0 : 0.5);
    const start = index * rung.tileColumns;
    quads.push({
      tile,
      next: isLast ? undefined : peek(tileKey(rung, index + 1)),
      c0,
      c1,
      x0: ((start + c0) * columnSeconds - view.t0) / perPixel,
      x1: ((start + c1) * columnSeconds - view.t0) / perPixel,
    });
  }
  return { quads, missing };
}

/** @param {Rung[]} rungs @param {number} target @param {View} view */
function wishes(rungs, target, view) {
  const span = view.t1 - view.t0;
  const middle = (view.t0 + view.t1) / 2;
  const near = (/** @type {Rung} */ rung, /** @type {number} */ index) =>
    Math.abs((index + 0.5) * rung.tileSeconds - middle);
  const list = (/** @type {Rung} */ rung, /** @type {number} */ t0, /** @type {number} */ t1) =>
    tilesWithin(rung, t0, t1)
      .sort((a, b) => near(rung, a) - near(rung, b))
      .map((index) => ({ rung, index }));
  const top = rungs[rungs.length - 1];
  const parent = rungs[Math.min(target + PARENT_STEP, rungs.length - 1)];
  const seen = new Set();
  return [
    ...list(top, 0, top.tileSeconds),
    ...list(rungs[target], view.t0, view.t1),
    ...list(parent, view.t0 - span, view.t1 + span),
    ...list(rungs[target], view.t0 - span / 2, view.t1 + span / 2),
  ].filter(({ rung, index }) => {
    const key = tileKey(rung, index);
    return !seen.has(key) && seen.add(key);
  });
}
