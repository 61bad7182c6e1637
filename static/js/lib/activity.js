// @ts-check
/** Counts of calls by type and hour or night, as the chart takes them. */

import { dayText } from "./format.js";
import { t } from "./words.js";

/** Types beyond this many are drawn together: a chart tells eight colours apart. */
const MOST_TYPES = 7;

/**
 * @param {any} answer of /results/activity @param {"hour" | "night"} by
 * @returns {import("../components/stacked_bars.js").Stack}
 */
export function toStack(answer, by) {
  const cells = cellsOf(answer);
  const totals = new Map();
  for (const { label, n } of cells) totals.set(label, (totals.get(label) || 0) + n);
  const ranked = [...totals].sort((a, b) => b[1] - a[1]).map(([label]) => label);
  const named = ranked.slice(0, ranked.length > MOST_TYPES + 1 ? MOST_TYPES : ranked.length);
  const slots = by === "hour" ? nightHours() : [...new Set(cells.map(({ slot }) => slot))].sort();
  const place = new Map(slots.map((slot, i) => [String(slot), i]));
  const series = [...named, ...(ranked.length > named.length ? [t("other types")] : [])].map((label) => ({ label: label || t("not named"), values: slots.map(() => 0) }));
  for (const { slot, label, n } of cells) {
    const at = place.get(String(slot));
    const row = named.indexOf(label);
    if (at !== undefined) series[row < 0 ? series.length - 1 : row].values[at] += n;
  }
  return { ticks: slots.map((slot) => (by === "hour" ? `${String(slot).padStart(2, "0")}:00` : dayText(String(slot)))), series };
}

/** Noon to noon, so that a night stands in one piece. */
function nightHours() {
  return Array.from({ length: 24 }, (_, i) => (i + 12) % 24);
}

/** @param {any} answer @returns {{slot: any, label: string, n: number}[]} */
function cellsOf(answer) {
  return answer.results.map((row) => ({ slot: row.hour ?? row.night, label: row.label || "", n: row.n_calls }));
}
