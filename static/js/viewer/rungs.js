// @ts-check
/** The ladder of resolutions: finer hops below the base grid, pooled levels above it. */

/** @typedef {import("./types.js").Rung} Rung */

/** Finest hop ever asked for, in samples. */
const FINEST_HOP = 16;

/** A window of n samples holds no detail finer than n divided by this. */
const STEPS_PER_WINDOW = 32;

/**
 * Every resolution of one file and window, from finest to coarsest.
 * @param {import("./types.js").GridInfo} base @param {number} channel @param {string} [file] told apart in one cache
 * @returns {Rung[]}
 */
export function ladder(base, channel, file = "") {
  const finest = Math.max(FINEST_HOP, base.n_fft / STEPS_PER_WINDOW);
  const finer = [];
  for (let hop = base.hop / 2; hop >= finest && Number.isInteger(hop); hop /= 2) finer.unshift(hop);
  return [
    ...finer.map((hop) => rung(base, channel, hop, 0, file)),
    ...base.levels.map(({ level }) => rung(base, channel, base.hop, level, file)),
  ];
}

/** @param {import("./types.js").GridInfo} base @param {number} channel @param {number} hop @param {number} level @param {string} file @returns {Rung} */
function rung(base, channel, hop, level, file) {
  const span = hop * 2 ** level;
  const nColumns = Math.ceil(Math.ceil(base.n_samples / hop) / 2 ** level);
  return {
    key: `${file}/${channel}/${base.n_fft}/${hop}/${level}`,
    hop,
    level,
    span,
    nColumns,
    nTiles: Math.ceil(nColumns / base.tile_columns),
    tileColumns: base.tile_columns,
    tileSeconds: (base.tile_columns * span) / base.sr_hz,
    nBins: base.n_bins,
    wish: { n_fft: base.n_fft, hop, channel, file },
  };
}

/**
 * The coarsest rung that still has a column a pixel, or the finest there is.
 * @param {Rung[]} rungs @param {number} samplesPerPixel
 */
export function rungFor(rungs, samplesPerPixel) {
  let best = 0;
  while (best + 1 < rungs.length && rungs[best + 1].span <= samplesPerPixel) best += 1;
  return best;
}

/**
 * Tiles of a rung that touch a stretch of time; half a column more to the left, where the neighbour's blend begins.
 * @param {Rung} rung @param {number} t0 @param {number} t1
 * @returns {number[]}
 */
export function tilesWithin(rung, t0, t1) {
  const half = rung.tileSeconds / rung.tileColumns / 2;
  const first = Math.max(0, Math.floor((t0 - half) / rung.tileSeconds));
  const last = Math.min(rung.nTiles - 1, Math.floor(t1 / rung.tileSeconds));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}

/** @param {Rung} rung @param {number} index */
export const tileKey = (rung, index) => `${rung.key}/${index}`;
