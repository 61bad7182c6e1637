// @ts-check
/** Each frequency's own background, so that a hum can be taken out of the picture. */

/** Columns looked at in one tile. */
const SAMPLED_COLUMNS = 64;

/** Tiles of a rung that its background is made of; afterwards it stays, so that panning does not change the picture. */
const ENOUGH_TILES = 8;

/** Rungs remembered; a labelling session meets a recording after the other. */
const MOST_KNOWN = 64;

/** Median level of each bin. @param {import("./types.js").Tile} tile @returns {Uint8Array} */
function medians({ data, nBins, nColumns }) {
  const step = Math.max(1, Math.floor(nColumns / SAMPLED_COLUMNS));
  const picked = new Uint8Array(Math.ceil(nColumns / step));
  const result = new Uint8Array(nBins);
  for (let bin = 0; bin < nBins; bin += 1) {
    for (let i = 0, column = 0; column < nColumns; i += 1, column += step) picked[i] = data[column * nBins + bin];
    result[bin] = picked.slice().sort()[picked.length >> 1];
  }
  return result;
}

/** @param {(rungKey: string) => import("./types.js").Tile[]} ofRung */
export function createBackground(ofRung) {
  /** @type {Map<string, {tiles: number, excess: Float32Array}>} */
  const known = new Map();
  return {
    /** How far each bin's background lies above the mean of all, in bytes. @param {import("./types.js").Rung} rung */
    of(rung) {
      const before = known.get(rung.key);
      if (before && before.tiles >= ENOUGH_TILES) return before.excess;
      const tiles = ofRung(rung.key).slice(0, ENOUGH_TILES);
      if (before && before.tiles >= tiles.length) return before.excess;
      const excess = new Float32Array(rung.nBins);
      for (const tile of tiles) medians(tile).forEach((level, bin) => (excess[bin] += level / tiles.length));
      const mean = excess.reduce((sum, level) => sum + level, 0) / rung.nBins;
      excess.forEach((level, bin) => (excess[bin] = level - mean));
      known.set(rung.key, { tiles: tiles.length, excess });
      if (known.size > MOST_KNOWN) known.delete(/** @type {string} */ (known.keys().next().value));
      return excess;
    },
  };
}
