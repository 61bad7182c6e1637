// @ts-check
/** What a dataset is, in words: rows, span, step, zone. */

import { count, dateFormat, duration, plural, written } from "../lib/format.js";
import { findIn, sites } from "../lib/names.js";
import { t } from "../lib/words.js";

/** "600 s" as people say it: "10 min". @param {number | null | undefined} seconds */
export function stepText(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  for (const [unit, size] of /** @type {[string, number][]} */ ([["d", 86_400], ["h", 3600], ["min", 60]])) {
    if (seconds >= size && Number.isInteger(Math.round((seconds / size) * 1e6) / 1e6)) return `${count(Math.round(seconds / size))} ${unit}`;
  }
  return duration(seconds);
}

/** "12 d", "3 h 20 min". @param {string | null} start @param {string | null} end */
export function spanText(start, end) {
  if (!start || !end) return "–";
  const seconds = (Date.parse(end) - Date.parse(start)) / 1000;
  return seconds >= 2 * 86_400 ? t`${count(Math.round(seconds / 86_400))} days` : duration(seconds);
}

/** The zone in which a dataset's times are shown: its site's, else UTC. @param {any} dataset */
export const zoneOf = (dataset) => findIn(sites, dataset?.site_id)?.time_zone || "UTC";

/** @param {string | number | null | undefined} moment @param {string} zone @param {boolean} [withSeconds] */
export function momentIn(moment, zone, withSeconds = false) {
  if (moment === null || moment === undefined) return "–";
  return dateFormat({ timeZone: zone, year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", ...(withSeconds ? { second: "2-digit" } : {}) }).format(new Date(moment));
}

/** A value with as many digits as it needs. @param {number | null | undefined} value @param {string} [unit] */
export function valueText(value, unit = "") {
  if (value === null || value === undefined) return "–";
  const text = written(Number(value.toPrecision(7)), 6);
  return unit ? `${text} ${unit}` : text;
}

/** @param {any} version */
export function versionFacts(version) {
  if (!version || version.state !== "ready") return "";
  return [plural(version.n_rows || 0, "row"), spanText(version.start_at, version.end_at), version.step_s ? t`every ${stepText(version.step_s)}` : ""].filter(Boolean).join(" · ");
}
