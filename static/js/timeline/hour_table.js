// @ts-check
/** Calls by type and hour of the day, as stacked bars. */

import { StackedBars } from "../components/stacked_bars.js";
import { html, useMemo } from "../lib/html.js";
import { t } from "../lib/words.js";

/** Types that get a colour of their own. */
const MOST = 7;

/** @param {{rows: {label: string | null, hour: number, n_calls: number}[]}} props */
export function HourTable({ rows }) {
  const data = useMemo(() => stack(rows), [rows]);
  return html`<div class="panel panel-body"><${StackedBars} data=${data} label="Calls by hour of the day" unit=${t("calls")} x=${t("time of day at the site")} /></div>`;
}

/** From noon to noon, so that a night stands in one piece. @param {{label: string | null, hour: number, n_calls: number}[]} rows */
function stack(rows) {
  /** @type {Map<string, number[]>} */
  const counts = new Map();
  for (const { label, hour, n_calls: n } of rows) {
    const values = counts.get(label || "not named") || Array(24).fill(0);
    values[(hour + 12) % 24] += n;
    counts.set(label || "not named", values);
  }
  const sum = (/** @type {number[]} */ values) => values.reduce((total, n) => total + n, 0);
  const ranked = [...counts].sort((a, b) => sum(b[1]) - sum(a[1]));
  const others = ranked.slice(MOST);
  const series = ranked.slice(0, MOST).map(([label, values]) => ({ label, values }));
  if (others.length) series.push({ label: t("other types"), values: Array.from({ length: 24 }, (_, i) => others.reduce((total, [, values]) => total + values[i], 0)) });
  return { ticks: Array.from({ length: 24 }, (_, i) => `${String((i + 12) % 24).padStart(2, "0")}:00`), series };
}
