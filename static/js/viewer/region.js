// @ts-check
/** Levels of one stretch of time and frequency, read from the finest tiles that are worth it. */

import { tilesWithin } from "./rungs.js";

/** Columns a call should have for a measurement to be fine enough. */
const WANTED_COLUMNS = 48;

/** Tiles a measurement may fetch. */
const MOST_TILES = 8;

/**
 * @typedef {Object} Region
 * @property {Uint8Array} levels columns × bins
 * @property {number} nColumns
 * @property {number} nBins
 * @property {number} t0 where the first column begins
 * @property {number} columnSeconds
 * @property {number} f0 frequency of the first bin
 * @property {number} binHertz
 */

/**
 * @param {{rungs: import("./types.js").Rung[], sr: number, store: import("./tile_store.js").TileStore}} where
 * @param {{t0: number, t1: number, f0: number, f1: number}} box @param {AbortSignal} signal
 * @returns {Promise<Region>}
 */
export async function readRegion({ rungs, sr, store }, box, signal) {
  const rung = rungOf(rungs, (box.t1 - box.t0) * sr, box);
  const columnSeconds = rung.span / sr;
  const binHertz = sr / 2 / (rung.nBins - 1);
  const first = Math.max(0, Math.floor(box.t0 / columnSeconds));
  const stop = Math.min(rung.nColumns, Math.max(first + 1, Math.ceil(box.t1 / columnSeconds)));
  const low = Math.max(0, Math.round(box.f0 / binHertz));
  const high = Math.min(rung.nBins - 1, Math.max(low, Math.round(box.f1 / binHertz)));
  const nBins = high - low + 1;
  const levels = new Uint8Array((stop - first) * nBins);
  const indices = tilesWithin(rung, first * columnSeconds, (stop - 0.5) * columnSeconds);
  const tiles = await Promise.all(indices.map((index) => store.fetchNow(rung, index, signal)));
  for (const tile of tiles) {
    const begin = tile.index * rung.tileColumns;
    const end = Math.min(stop, begin + tile.nColumns);
    for (let column = Math.max(first, begin); column < end; column += 1) {
      const from = (column - begin) * tile.nBins + low;
      levels.set(tile.data.subarray(from, from + nBins), (column - first) * nBins);
    }
  }
  return { levels, nColumns: stop - first, nBins, t0: first * columnSeconds, columnSeconds, f0: low * binHertz, binHertz };
}

/** @param {import("./types.js").Rung[]} rungs @param {number} samples @param {{t0: number, t1: number}} box */
function rungOf(rungs, samples, { t0, t1 }) {
  const fine = rungs.findLastIndex((rung) => rung.level === 0 && samples / rung.span >= WANTED_COLUMNS);
  let at = Math.max(0, fine);
  while (at < rungs.length - 1 && tilesWithin(rungs[at], t0, t1).length > MOST_TILES) at += 1;
  return rungs[at];
}
