// @ts-check
/** How calls follow each other: the intervals by type, and the bouts with most calls. */

import { count, dateTime, duration, position } from "../lib/format.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";
import { zoneOf } from "../lib/names.js";
import { Figure } from "./figure.js";
import { seriesColour } from "./stacked_bars.js";
import { Tag } from "./text.js";

const [HIGH, FOOT] = [240, 24];
/** Text of an SVG shrinks with it: a narrow window gets a narrow drawing. */
const [WIDE, NARROW] = [1120, 320];
const DECADES = [0.001, 0.01, 0.1, 1, 10, 100];
const MOST_SERIES = 8;

/** @param {{data: any}} props */
export function Sequences({ data }) {
  return html`<div class="stack">
    <div class="figures panel panel-body">
      <${Figure} name="Calls" value=${count(data.n_calls)} />
      <${Figure} name="Bouts" value=${count(data.n_bouts)} hint=${t`parted by ${duration(data.max_gap_s)} of silence`} />
      <${Figure} name="Calls in a bout, median" value=${data.median_calls === null ? "–" : count(data.median_calls)} />
      <${Figure} name="Bouts with a feeding buzz" value=${count(data.n_with_buzz)} hint=${t`five calls at ${duration(data.buzz_interval_s)} or less`} />
    </div>
    <${Intervals} intervals=${data.intervals} buzz_s=${data.buzz_interval_s} />
    <${BoutTable} data=${data} />
  </div>`;
}

const narrow = matchMedia("(max-width: 640px)");

/** @param {number} seconds its place on the logarithmic axis, 0 to 1 */
const along = (seconds) => Math.log10(seconds / DECADES[0]) / Math.log10(DECADES[DECADES.length - 1] / DECADES[0]);

/** @param {{intervals: any, buzz_s: number}} props */
function Intervals({ intervals, buzz_s }) {
  const { edges_s: edges } = intervals;
  const series = intervals.series.slice(0, MOST_SERIES);
  const most = Math.max(1, ...series.flatMap((one) => one.counts));
  const wide = narrow.matches ? NARROW : WIDE;
  const path = (counts) => counts.map((n, i) => `${i ? "L" : "M"}${(along(edges[i]) * wide).toFixed(1)},${(HIGH * (1 - n / most)).toFixed(1)}H${(along(edges[i + 1]) * wide).toFixed(1)}`).join("");
  return html`<figure class="panel panel-body stack tight">
    <h2 class="panel-title">Interval to the call before, by type</h2>
    <ul class="legend">${series.map((one, i) => html`<li key=${one.label}><span class="swatch" style=${{ background: seriesColour(i) }}></span>${one.label || t("not named")} <span class="mono faint">${count(one.counts.reduce((a, b) => a + b, 0))}</span></li>`)}</ul>
    <div class="table-scroll" tabindex="0" role="region" aria-label="Intervals"><svg class="interval-chart" viewBox=${`0 0 ${wide} ${HIGH + FOOT}`} role="img" aria-label="Histogram of the intervals between calls on a logarithmic axis">
      <rect class="buzz-band" x="0" y="0" width=${along(buzz_s) * wide} height=${HIGH} />
      ${DECADES.map((at) => html`<g key=${at}><line class="grid-line" x1=${along(at) * wide} x2=${along(at) * wide} y1="0" y2=${HIGH} />
        <text class="tick" x=${along(at) * wide} y=${HIGH + 16} text-anchor=${at === DECADES[0] ? "start" : at === DECADES[DECADES.length - 1] ? "end" : "middle"}>${duration(at)}</text></g>`)}
      ${series.map((one, i) => html`<path key=${one.label} d=${path(one.counts)} class="interval-line" style=${{ stroke: seriesColour(i) }} />`)}
      <text class="tick" x="4" y="12">${t`${count(most)} calls`}</text>
    </svg></div>
    <span class="small-text soft">The shaded part holds intervals as short as those of a feeding buzz.</span>
  </figure>`;
}

/** @param {{data: any}} props */
function BoutTable({ data }) {
  if (!data.results.length) return html`<p class="soft">No bout of several calls.</p>`;
  return html`<section class="panel panel-body stack tight"><h2 class="panel-title">Bouts, buzzes first, then by calls</h2>
    <div class="table-scroll" tabindex="0" role="region" aria-label="Bouts"><table class="plain-table">
      <thead><tr><th>Recording</th><th>Recorded</th><th class="number">From</th><th class="number">Length</th><th class="number">Calls</th><th class="number">Median interval</th><th>Kind</th></tr></thead>
      <tbody>${data.results.map((bout) => html`<tr key=${`${bout.recording_id}-${bout.start_s}`}>
        <td><a href=${`/recordings/${bout.recording_id}?from=${bout.start_s.toFixed(3)}&to=${bout.stop_s.toFixed(3)}`}>${bout.recording_name}</a></td>
        <td class="nowrap">${bout.recorded_at ? dateTime(bout.recorded_at, zoneOf(bout)) : "–"}</td>
        <td class="number mono">${position(bout.start_s)}</td><td class="number mono">${duration(bout.stop_s - bout.start_s)}</td>
        <td class="number mono">${count(bout.n_calls)}</td><td class="number mono">${bout.median_interval_s === null ? "–" : duration(bout.median_interval_s)}</td>
        <td>${bout.n_buzzes > 0 && html`<${Tag} tone="ochre" icon="activity">buzz<//>`}</td></tr>`)}</tbody>
    </table></div></section>`;
}
