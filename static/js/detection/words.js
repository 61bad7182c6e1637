// @ts-check
/** Events in words: severities, feed times, measures with their units. */

import { dateTime, duration, written } from "../lib/format.js";
import { told } from "../lib/station_words.js";
import { t } from "../lib/words.js";

export const SEVERITIES = [
  { value: "info", label: "Information" },
  { value: "warning", label: "Warning" },
  { value: "alarm", label: "Alarm" },
];

const UNITS = { percent: "%", s: "s", ml: "ml", minute: "/min" };

/** Feed time in microseconds as ISO 8601. @param {number | null | undefined} us */
export function isoOf(us) {
  return us === null || us === undefined ? null : new Date(us / 1000).toISOString();
}

/** "12 Oct 2018, 16:31:44 UTC", as the charts have it: seconds matter here. @param {number} us */
export const feedTime = (us) => dateTime(us / 1000, "UTC", { seconds: true });

/** How long an event lasted. @param {any} event */
export function lasted(event) {
  if (event.end_us === null) return t("goes on");
  return event.end_us === event.start_us ? t("a moment") : duration((event.end_us - event.start_us) / 1e6);
}

/** "rise 3 %". @param {string} name @param {number} value */
export function measureText(name, value) {
  const [words, unit] = measureParts(name);
  return `${words} ${figure(value)}${unit ? ` ${unit}` : ""}`;
}

/** The words and the unit in a measure's name. @param {string} name @returns {[string, string]} */
export function measureParts(name) {
  const at = name.lastIndexOf("_");
  const unit = at > 0 ? UNITS[name.slice(at + 1)] : undefined;
  return [told((unit ? name.slice(0, at) : name).replaceAll("_", " ")), unit || ""];
}

/** @param {number} value */
export function figure(value) {
  return Number.isFinite(value) ? written(Number(value.toPrecision(6))) : "–";
}

/** All measures on one line. @param {Record<string, number>} measures */
export function measuresText(measures) {
  return Object.entries(measures).map(([name, value]) => measureText(name, value)).join(", ");
}
