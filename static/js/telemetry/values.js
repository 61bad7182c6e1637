// @ts-check
/** Values of channels and feed times as people read them. */

import { count, dateTime, fixed, written, zoneName } from "../lib/format.js";
import { t } from "../lib/words.js";

/** @typedef {{id: number, public_id: string, name?: string, unit?: string, kind?: string, value_texts?: Record<string, string>, display?: any, limits?: any}} Channel */

/** A number with as many digits as it needs. @param {number} value @param {number | undefined} [decimals] */
export function number(value, decimals) {
  if (decimals !== undefined && decimals !== null) return fixed(value, decimals);
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e7 || size < 1e-3)) return value.toExponential(3);
  return written(value, size >= 1000 ? 1 : size >= 10 ? 2 : 4);
}

/** What a state is called; undefined for a number that is none. @param {any} value @param {Channel} channel @returns {string | undefined} */
export function stateName(value, channel) {
  if (!Number.isInteger(value)) return undefined;
  return channel.value_texts?.[String(value)] ?? (channel.kind === "boolean" ? (value ? t("on") : t("off")) : undefined);
}

/** The value as its channel means it: a state's name, a text, or a number. @param {any} value @param {Channel} channel */
export function valueText(value, channel) {
  if (value === null || value === undefined) return "–";
  if (typeof value === "string") return value;
  const named = stateName(value, channel);
  if (named !== undefined) return named;
  return number(value, channel.display?.decimals);
}

/** With its unit, which the name of a state has none of. @param {any} value @param {Channel} channel */
export function valueWithUnit(value, channel) {
  const text = valueText(value, channel);
  return channel.unit && typeof value === "number" && stateName(value, channel) === undefined ? `${text} ${channel.unit}` : text;
}

/** "12 Oct 2018, 07:35:56.123 UTC". @param {number | null | undefined} us @param {string} [zone] */
export function feedTime(us, zone = "UTC") {
  if (us === null || us === undefined) return "–";
  const ms = Math.floor(us / 1000);
  const rest = String(((ms % 1000) + 1000) % 1000).padStart(3, "0");
  const [day, time] = [dateTime(ms, zone, { seconds: true }), zoneName(ms, zone)];
  return rest === "000" ? day : `${day.slice(0, -time.length - 1)}.${rest} ${time}`;
}

/** How long ago by the reader's clock, short: "3 s", "5 min", "2 h", "4 d". @param {number} us @param {number} nowMs */
export function age(us, nowMs) {
  const seconds = Math.max(0, (nowMs - us / 1000) / 1000);
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${count(Math.round(seconds / 86_400))} d`;
}

/** A colour of the palette of charts. @param {number} i */
export const colourOf = (i) => `var(--series-${(i % 8) + 1})`;

/** Whether a value holds until the next one, rather than leading to it. @param {Channel} channel */
export const isStep = (channel) => channel.display?.is_step ?? (channel.kind === "discrete" || channel.kind === "boolean");

export const LIMIT_TONES = { ok: "", "warning-low": "ochre", "warning-high": "ochre", "alarm-low": "brick", "alarm-high": "brick" };

export const LIMIT_TEXTS = { ok: t("within limits"), "warning-low": t("low"), "warning-high": t("high"), "alarm-low": t("too low"), "alarm-high": t("too high") };
