// @ts-check
/** Where ticks stand: round values, and full hours, days and months on the clock of a place. */

import { locale } from "../lib/words.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Distances of ticks of time, up to a day. */
const STEPS = [1000, 5000, 15_000, 30_000, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR];
/** In days, then in months. */
const DAYS = [1, 2, 7, 14];
const MONTHS = [1, 3, 6, 12, 24, 60, 120];

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** @param {string} zone @param {Intl.DateTimeFormatOptions} options @param {string} [tag] */
function format(zone, options, tag = locale) {
  const key = tag + zone + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(tag, { timeZone: zone, ...options });
    formats.set(key, found);
  }
  return found;
}

/** What to add to UTC to get the clock on the wall. @param {number} at @param {string} zone */
export function offsetAt(at, zone) {
  const parts = format(zone, { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23" }, "en-GB").formatToParts(new Date(at));
  const part = (/** @type {string} */ type) => Number(parts.find((one) => one.type === type)?.value);
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second")) - Math.floor(at / 1000) * 1000;
}

/** The moment at which the wall shows this time. @param {number} wall as if it were UTC @param {string} zone */
function momentOf(wall, zone) {
  const guess = wall - offsetAt(wall, zone);
  return wall - offsetAt(guess, zone);
}

/**
 * Ticks of a span, at most `most`.
 * @param {import("./types.js").Span} span @param {number} most @param {string} zone
 * @returns {{at: number, label: string, isMajor: boolean}[]}
 */
export function timeTicks([from, to], most, zone) {
  const step = STEPS.find((one) => (to - from) / one <= most);
  const found = step ? evenTicks(from, to, step, zone) : calendarTicks(from, to, most, zone);
  return found.filter(({ at }) => at >= from && at <= to);
}

/** @param {number} from @param {number} to @param {number} step @param {string} zone */
function evenTicks(from, to, step, zone) {
  const found = [];
  const begin = Math.floor((from + offsetAt(from, zone)) / step) * step;
  for (let wall = begin; wall <= to + offsetAt(to, zone); wall += step) {
    const at = momentOf(wall, zone);
    const isMajor = wall % DAY === 0;
    found.push({ at, label: isMajor ? dayText(at, zone) : clockText(at, zone, step < MINUTE), isMajor });
  }
  return found;
}

/** @param {number} from @param {number} to @param {number} most @param {string} zone */
function calendarTicks(from, to, most, zone) {
  const found = [];
  const days = DAYS.find((n) => (to - from) / (n * DAY) <= most);
  const months = MONTHS.find((n) => (to - from) / (n * 30.4 * DAY) <= most) || 240;
  const first = new Date(from + offsetAt(from, zone));
  let wall = days ? Math.floor(first.getTime() / (days * DAY)) * days * DAY : Date.UTC(first.getUTCFullYear() - (first.getUTCFullYear() % Math.ceil(months / 12)), 0, 1);
  while (wall <= to + DAY) {
    const date = new Date(wall);
    const at = momentOf(wall, zone);
    const isMajor = days ? date.getUTCDate() <= days && days < 7 : date.getUTCMonth() === 0;
    found.push({ at, label: days ? dayText(at, zone) : monthText(at, zone, isMajor || months >= 12), isMajor });
    wall = days ? wall + days * DAY : Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
  }
  return found;
}

/** @param {number} at @param {string} zone @param {boolean} withSeconds */
export const clockText = (at, zone, withSeconds) => format(zone, { hour: "2-digit", minute: "2-digit", ...(withSeconds ? { second: "2-digit" } : {}), hourCycle: "h23" }).format(new Date(at));
/** @param {number} at @param {string} zone */
const dayText = (at, zone) => format(zone, { day: "numeric", month: "short" }).format(new Date(at));
/** @param {number} at @param {string} zone @param {boolean} isYear */
const monthText = (at, zone, isYear) => format(zone, isYear ? { year: "numeric" } : { month: "short" }).format(new Date(at));

/** Two to five round values of a range. @param {number} low @param {number} high */
export function valueTicks(low, high) {
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) return [low];
  const rough = span / 3;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = size * ([1, 2, 5, 10].find((one) => one * size >= rough) || 10);
  const found = [];
  for (let value = Math.ceil(low / step) * step; value <= high + step * 1e-9; value += step) found.push(Math.abs(value) < step * 1e-9 ? 0 : value);
  return found;
}
