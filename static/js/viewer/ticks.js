// @ts-check
/** Where the marks of an axis stand, and how times, frequencies and levels are written. */

const CLOCK_STEPS = [60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200];

/** 1, 2 or 5 times a power of ten, at least `least`. @param {number} least */
export function niceStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  const mantissa = least / power;
  return power * (mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 5 ? 5 : 10);
}

/** @param {number} low @param {number} high @param {number} step @returns {number[]} */
function multiples(low, high, step) {
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => (first + i) * step);
}

/**
 * @param {number} t0 @param {number} t1 @param {number} width in pixels
 * @returns {{step: number, at: number[], label: (t: number) => string}}
 */
export function timeTicks(t0, t1, width) {
  const least = ((t1 - t0) / Math.max(width, 1)) * 84;
  const step = least > 30 ? CLOCK_STEPS.find((s) => s >= least) || niceStep(least / 86400) * 86400 : niceStep(least);
  return { step, at: multiples(t0, t1, step), label: (t) => formatTime(t, step) };
}

/** @param {number} f0 @param {number} f1 @param {number} height in pixels */
export function frequencyTicks(f0, f1, height) {
  const step = niceStep(((f1 - f0) / Math.max(height, 1)) * 34);
  const decimals = Math.max(0, -Math.floor(Math.log10(step / 1000) + 1e-9));
  return { step, at: multiples(f0, f1, step), label: (/** @type {number} */ f) => (f / 1000).toFixed(decimals) };
}

/**
 * Seconds as `12.345`, and with minutes and hours where the file needs them.
 * @param {number} t @param {number} resolution the least difference worth showing, in seconds
 */
export function formatTime(t, resolution) {
  const decimals = Math.min(6, Math.max(0, -Math.floor(Math.log10(resolution) + 1e-9)));
  if (t < 60) return `${t.toFixed(decimals)} s`;
  const rounded = Number(t.toFixed(decimals));
  const hours = Math.floor(rounded / 3600);
  const minutes = Math.floor((rounded % 3600) / 60);
  const seconds = (rounded % 60).toFixed(decimals).padStart(decimals ? decimals + 3 : 2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
}

/** A span of time in its own unit. @param {number} seconds */
export function formatSpan(seconds) {
  if (seconds < 1) return `${(seconds * 1000).toFixed(seconds < 0.1 ? 2 : 1)} ms`;
  return seconds < 120 ? `${seconds.toFixed(3)} s` : formatTime(seconds, 1);
}

/** @param {number} hertz */
export function formatFrequency(hertz) {
  return hertz < 1000 ? `${hertz.toFixed(0)} Hz` : `${(hertz / 1000).toFixed(hertz < 10_000 ? 2 : 1)} kHz`;
}

/** @param {number} decibels */
export function formatLevel(decibels) {
  return `${decibels.toFixed(1).replace("-", "−")} dBFS`;
}

/**
 * The hour on the wall where the recorder stood.
 * @param {{startMs: number, utcOffsetMin: number} | null} clock @param {number} t @param {boolean} [withDate]
 */
export function formatClock(clock, t, withDate = false) {
  if (!clock) return "";
  const iso = new Date(clock.startMs + t * 1000 + clock.utcOffsetMin * 60_000).toISOString();
  return withDate ? `${iso.slice(0, 10)} ${iso.slice(11, 19)}` : iso.slice(11, 19);
}
