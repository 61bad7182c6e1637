// @ts-check
/** Measures of calls as people read them: names, units, numbers. */

import { duration, fixed, frequency } from "../lib/format.js";
import { t } from "../lib/words.js";

/** @type {Record<string, string>} */
const NAMES = {
  duration: t("Duration"), duration_s: t("Duration"), meanfreq: t("Mean frequency"), sd: t("Spread of frequency"), freq_median: t("Median frequency"),
  freq_Q25: t("Lower quartile"), freq_Q75: t("Upper quartile"), freq_IQR: t("Bandwidth (quartiles)"), time_median: t("Middle in time"), time_Q25: t("Early quartile"), time_Q75: t("Late quartile"),
  time_IQR: t("Length (quartiles)"), skew: t("Skewness"), kurt: t("Kurtosis"), sp_ent: t("Spectral entropy"), time_ent: t("Time entropy"), entropy: t("Entropy"), sfm: t("Flatness"),
  meandom: t("Mean dominant"), mindom: t("Lowest dominant"), maxdom: t("Highest dominant"), dfrange: t("Range of dominant"), modindx: t("Modulation"),
  startdom: t("Start frequency"), enddom: t("End frequency"), dfslope: t("Slope"), meanpeakf: t("Peak frequency"), peak_hz: t("Peak frequency"), peak_frequency: t("Peak frequency"), low_hz: t("Lowest"), high_hz: t("Highest"),
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
    const unit = isPlain ? (name.endsWith("_hz") ? t("Hz") : name.endsWith("_s") ? "s" : "") : given.unit;
    return [isPlain ? measureName(name) : given.title || measureName(name), measureText(isPlain ? given : given.median ?? given.value, unit)];
  });
}
