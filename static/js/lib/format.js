// @ts-check
/** Numbers with units, and times with their zone, as people read them. */

import { locale, t, wordFor } from "./words.js";

const counted = new Intl.NumberFormat(locale);

/** The zone of the reader's device. */
export const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** One format for each way of writing and zone: making one takes longer than using it. @param {Intl.DateTimeFormatOptions} options */
export function dateFormat(options) {
  const key = JSON.stringify(options);
  const found = formats.get(key) || new Intl.DateTimeFormat(locale, options);
  formats.set(key, found);
  return found;
}

/** @type {Map<number, Intl.NumberFormat>} */
const numbers = new Map();

/** A number with so many digits after the point, written as here. @param {number} value @param {number} [most] @param {number} [least] */
export function written(value, most = 3, least = 0) {
  const key = most * 100 + least;
  const found = numbers.get(key) || new Intl.NumberFormat(locale, { maximumFractionDigits: most, minimumFractionDigits: least });
  numbers.set(key, found);
  return found.format(value);
}

/** "12,345". @param {number | null | undefined} value */
export function count(value) {
  return value === null || value === undefined ? "–" : counted.format(value);
}

/** "1 recording", "12 recordings". @param {number} n @param {string} one @param {string} [many] */
export function plural(n, one, many = `${one}s`) {
  return `${count(n)} ${wordFor(n, one, many)}`;
}

/** A number with so many digits after the point, or a dash. @param {number | null | undefined} value @param {number} [digits] */
export function fixed(value, digits = 1) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  return written(value, digits, digits);
}

/** "87.5 %" of a share between 0 and 1. @param {number | null | undefined} share @param {number} [digits] */
export function percent(share, digits = 1) {
  return share === null || share === undefined || !Number.isFinite(share) ? "–" : `${fixed(share * 100, digits)} %`;
}

/** "1.2 GB", in steps of 1000. @param {number | null | undefined} n */
export function bytes(n) {
  if (n === null || n === undefined) return "–";
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = n;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${fixed(value, unit && value < 100 ? 1 : 0)} ${units[unit]}`;
}

/** "5.2 ms", "3.4 s", "12 min 30 s", "2 h 05 min". @param {number | null | undefined} seconds */
export function duration(seconds) {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return "–";
  if (seconds < 1 && seconds > 0) return `${fixed(seconds * 1000, seconds < 0.1 ? 1 : 0)} ms`;
  if (seconds < 60) return `${fixed(seconds, seconds < 10 ? 2 : 1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return t`${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  return t`${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")} min`;
}

/** A rough wait: "about 3 min". @param {number | null | undefined} seconds */
export function wait(seconds) {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return "";
  if (seconds < 5) return t("a few seconds");
  if (seconds < 90) return t`about ${Math.round(seconds / 5) * 5} s`;
  if (seconds < 5400) return t`about ${Math.round(seconds / 60)} min`;
  return t`about ${fixed(seconds / 3600, 1)} h`;
}

/** "46.1 kHz", "512 Hz". @param {number | null | undefined} hz */
export function frequency(hz) {
  if (hz === null || hz === undefined || !Number.isFinite(hz)) return "–";
  return hz >= 1000 ? `${trimmed(hz / 1000)} kHz` : `${trimmed(hz)} Hz`;
}

/** @param {number} value */
function trimmed(value) {
  return written(value, 1);
}

/** Position in a recording, to the millisecond: "00:12.345". @param {number | null | undefined} seconds */
export function position(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  const minutes = Math.floor(seconds / 60);
  return `${String(minutes).padStart(2, "0")}:${(seconds - minutes * 60).toFixed(3).padStart(6, "0")}`;
}

/**
 * "20 Nov 2026, 21:14" in the reader's own zone; "20 Nov 2026, 21:14 CET" where a zone is given.
 * @param {string | number | null | undefined} moment @param {string} [zone] @param {{seconds?: boolean}} [options]
 */
export function dateTime(moment, zone, { seconds = false } = {}) {
  if (moment === null || moment === undefined || moment === "") return "–";
  const at = new Date(moment);
  const day = dateFormat({ day: "numeric", month: "short", year: "numeric", timeZone: zone }).format(at);
  const time = dateFormat({ hour: "2-digit", minute: "2-digit", second: seconds ? "2-digit" : undefined, timeZone: zone }).format(at);
  return `${day}, ${time}${zone ? ` ${zoneName(at, zone)}` : ""}`;
}

/** "CET", or "GMT+7" where a zone has no short name, as it was at that moment. @param {Date | number} at @param {string} zone */
export function zoneName(at, zone) {
  return dateFormat({ timeZone: zone, timeZoneName: "short" }).formatToParts(at).find(({ type }) => type === "timeZoneName")?.value || zone;
}

/** The whole truth for a title: weekday, seconds and zone. @param {string} iso @param {string} [zone] */
export function fullDateTime(iso, zone) {
  return `${dateFormat({ dateStyle: "full", timeStyle: "long", timeZone: zone }).format(new Date(iso))} (${iso})`;
}

/** "14 June 2026". @param {string} iso @param {string} [zone] */
export function longDay(iso, zone) {
  return dateFormat({ day: "numeric", month: "long", year: "numeric", timeZone: zone }).format(new Date(iso));
}

/** A day of the calendar, "2026-06-14", as "14 Jun 2026". @param {string} day */
export function dayText(day) {
  return dateFormat({ day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }).format(new Date(`${day}T00:00Z`));
}

/** Names of months as a chart's axis takes them. @returns {{MMMM: string[], MMM: string[], WWWW: string[], WWW: string[]}} */
export function monthNames() {
  const names = (/** @type {Intl.DateTimeFormatOptions} */ how, /** @type {number} */ n, /** @type {(i: number) => number} */ at) =>
    Array.from({ length: n }, (_, i) => dateFormat({ ...how, timeZone: "UTC" }).format(at(i)));
  const month = (/** @type {number} */ i) => Date.UTC(2026, i, 1);
  // The first of February 2026 is a Sunday.
  const day = (/** @type {number} */ i) => Date.UTC(2026, 1, 1 + i);
  return {
    MMMM: names({ month: "long" }, 12, month), MMM: names({ month: "short" }, 12, month),
    WWWW: names({ weekday: "long" }, 7, day), WWW: names({ weekday: "short" }, 7, day),
  };
}

/** "June 2026". @param {string} iso */
export function longMonth(iso) {
  return dateFormat({ month: "long", year: "numeric" }).format(new Date(iso));
}

/** "4 min ago"; beyond a day the date itself. @param {string | null | undefined} iso @param {number} [now] */
export function ago(iso, now = Date.now()) {
  if (!iso) return "–";
  const seconds = Math.round((now - new Date(iso).getTime()) / 1000);
  if (seconds < 10) return t("just now");
  if (seconds < 60) return t`${seconds} s ago`;
  if (seconds < 3600) return t`${Math.round(seconds / 60)} min ago`;
  if (seconds < 86_400) return t`${Math.round(seconds / 3600)} h ago`;
  return dateTime(iso);
}
