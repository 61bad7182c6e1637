// @ts-check
/** What can be measured in a box of the spectrogram. */

import { byteOf, decibelsOf } from "./colormaps.js";

/** @typedef {import("./region.js").Region} Region */

/** How far below the loudest point a frame or bin still belongs to the call. */
const EXTENT_DB = 20;

/** Where the bandwidth of the mean spectrum is read. */
const BANDWIDTH_DB = 10;

/** Byte to power, once. */
const POWER = Float64Array.from({ length: 256 }, (_, byte) => 10 ** (decibelsOf(byte) / 10));

/**
 * @typedef {Object} Measures
 * @property {number} duration_s
 * @property {number} peak_hz loudest frequency of the mean spectrum
 * @property {number} bandwidth_hz width of the mean spectrum 10 dB below its peak
 * @property {number} start_hz dominant frequency of the first frame within 20 dB of the loudest
 * @property {number} centre_hz of the middle frame between those
 * @property {number} end_hz of the last
 * @property {number} level_db the loudest point
 * @property {number | null} interval_s from the onset of the call before
 */

/** @param {Region} region @param {number} duration_s @param {number | null} interval_s @returns {Measures} */
export function measure(region, duration_s, interval_s) {
  const mean = meanSpectrum(region);
  const peak = argmax(mean);
  const ridge = ridgeOf(region);
  const loudest = Math.max(...ridge.levels);
  const least = loudest - byteStep(EXTENT_DB);
  const first = ridge.levels.findIndex((level) => level >= least);
  const last = ridge.levels.findLastIndex((level) => level >= least);
  const hertz = (/** @type {number} */ bin) => region.f0 + bin * region.binHertz;
  return {
    duration_s,
    peak_hz: hertz(peak + parabola(mean, peak)),
    bandwidth_hz: bandwidth(mean, peak) * region.binHertz,
    start_hz: hertz(ridge.bins[first]),
    centre_hz: hertz(ridge.bins[(first + last) >> 1]),
    end_hz: hertz(ridge.bins[last]),
    level_db: decibelsOf(loudest),
    interval_s,
  };
}

/** @param {number} decibels */
const byteStep = (decibels) => byteOf(-120 + decibels);

/** Mean power of each bin, in decibels. @param {Region} region */
function meanSpectrum({ levels, nColumns, nBins }) {
  const sums = new Float64Array(nBins);
  for (let i = 0; i < levels.length; i += 1) sums[i % nBins] += POWER[levels[i]];
  return sums.map((sum) => 10 * Math.log10(sum / nColumns));
}

/** The loudest bin of each column, and its level. @param {Region} region */
export function ridgeOf({ levels, nColumns, nBins }) {
  const bins = new Int32Array(nColumns);
  const peaks = new Uint8Array(nColumns);
  for (let column = 0; column < nColumns; column += 1) {
    for (let bin = 0; bin < nBins; bin += 1) {
      const level = levels[column * nBins + bin];
      if (level > peaks[column]) {
        peaks[column] = level;
        bins[column] = bin;
      }
    }
  }
  return { bins, levels: [...peaks] };
}

/** @param {ArrayLike<number>} values */
function argmax(values) {
  let best = 0;
  for (let i = 1; i < values.length; i += 1) if (values[i] > values[best]) best = i;
  return best;
}

/** Where between bins a peak lies, by the parabola through three. @param {Float64Array} values @param {number} at */
function parabola(values, at) {
  if (at === 0 || at === values.length - 1) return 0;
  const [a, b, c] = [values[at - 1], values[at], values[at + 1]];
  const curve = a - 2 * b + c;
  return curve < 0 ? Math.max(-0.5, Math.min(0.5, (a - c) / (2 * curve))) : 0;
}

/** @param {Float64Array} mean @param {number} peak */
function bandwidth(mean, peak) {
  const least = mean[peak] - BANDWIDTH_DB;
  let low = peak;
  let high = peak;
  while (low > 0 && mean[low - 1] >= least) low -= 1;
  while (high < mean.length - 1 && mean[high + 1] >= least) high += 1;
  return high - low + 1;
}

/**
 * The box that holds the energy around the loudest point of a region: frames and bins within 20 dB of it, over
 * gaps of up to `gap_s` and two bins. Where that would be background, only what rises 6 dB above the median.
 * @param {Region} region @param {number} gap_s
 * @returns {{onset_s: number, offset_s: number, low_hz: number, high_hz: number} | null} null when nothing rises
 */
export function snapped(region, gap_s) {
  const { nColumns, nBins, levels } = region;
  const ridge = ridgeOf(region);
  const loudest = Math.max(...ridge.levels);
  const median = [...ridge.levels].sort((a, b) => a - b)[nColumns >> 1];
  const least = Math.max(loudest - byteStep(EXTENT_DB), Math.min(median + byteStep(6), loudest));
  if (loudest <= 0 || (nColumns > 4 && loudest - median < byteStep(6))) return null;
  const gap = Math.max(1, Math.round(gap_s / region.columnSeconds));
  const [first, last] = run(ridge.levels, argmax(ridge.levels), least, gap);
  const hold = new Uint8Array(nBins);
  for (let column = first; column <= last; column += 1) {
    for (let bin = 0; bin < nBins; bin += 1) hold[bin] = Math.max(hold[bin], levels[column * nBins + bin]);
  }
  const [low, high] = run(hold, argmax(hold), least, 2);
  return {
    onset_s: region.t0 + first * region.columnSeconds,
    offset_s: region.t0 + (last + 1) * region.columnSeconds,
    low_hz: Math.max(0, region.f0 + (low - 0.5) * region.binHertz),
    high_hz: region.f0 + (high + 0.5) * region.binHertz,
  };
}

/** First and last place around `at` that stay above `least`, over holes of up to `gap`. @param {ArrayLike<number>} values @param {number} at @param {number} least @param {number} gap */
function run(values, at, least, gap) {
  let low = at;
  let high = at;
  for (let i = at - 1; i >= 0 && low - i <= gap; i -= 1) if (values[i] >= least) low = i;
  for (let i = at + 1; i < values.length && i - high <= gap; i += 1) if (values[i] >= least) high = i;
  return [low, high];
}
