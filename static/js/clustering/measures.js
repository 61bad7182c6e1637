// @ts-check
/** Measures of calls as people read them: names, units, numbers. */

import { duration, fixed, frequency } from "../lib/format.js";

/** @type {Record<string, string>} */
const NAMES = {
  duration: "Duration", duration_s: "Duration", meanfreq: "Mean frequency", sd: "Spread of frequency", freq_median: "Median frequency",
  freq_Q25: "Lower quartile", freq_Q75: "Upper quartile", freq_IQR: "Bandwidth (quartiles)", time_median: "Middle in time", time_Q25: "Early quartile", time_Q75: "Late quartile",
  time_IQR: "Length (quartiles)", skew: "Skewness", kurt: "Kurtosis", sp_ent: "Spectral entropy", time_ent: "Time entropy", entropy: "Entropy", sfm: "Flatness",
  meandom: "Mean dominant", mindom: "Lowest dominant", maxdom: "Highest dominant", dfrange: "Range of dominant", modindx: "Modulation",
  startdom: "Start frequency", enddom: "End frequency", dfslope: "Slope", meanpeakf: "Peak frequency", peak_hz: "Peak frequency", peak_frequency: "Peak frequency", low_hz: "Lowest", high_hz: "Highest",
};

/** @param {string} name */
export const measureName = (name) => NAMES[name] || NAMES[name.replaceAll(".", "_")] || name.replaceAll("_", " ").replaceAll(".", " ");

/** A value with its unit, the way the unit is read. @param {number | null | undefined} value @param {string} [unit] */
export function measureText(value, unit = "") {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (unit === "Hz") return frequency(value);
  if (unit === "kHz") return frequency(value * 1000);
  if (unit === "s") return duration(value);
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${fixed(value, digits)}${unit && unit !== "1" ? ` ${unit}` : ""}`;
}

/** The medians on a card. @param {Record<string, any>} summary @returns {[string, string][]} */
export function summaryRows(summary) {
  return Object.entries(summary || {}).map(([name, given]) => {
    const isPlain = typeof given === "number" || given === null;
    const unit = isPlain ? (name.endsWith("_hz") ? "Hz" : name.endsWith("_s") ? "s" : "") : given.unit;
    return [isPlain ? measureName(name) : given.title || measureName(name), measureText(isPlain ? given : given.median ?? given.value, unit)];
  });
}
