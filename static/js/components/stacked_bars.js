// @ts-check
/** Counts by label over hours or nights, as stacked bars; the figures beside the pointer and in a table. */

import { loadStyle } from "../lib/assets.js";
import { count } from "../lib/format.js";
import { html, useEffect, useRef, useState } from "../lib/html.js";
import { theme } from "../lib/store.js";
import { t } from "../lib/words.js";

/** @typedef {{ticks: string[], series: {label: string, values: number[]}[]}} Stack */

const HEIGHT_PX = 240;

/** @param {number} i a label's place in the legend */
export const seriesColour = (i) => `var(--series-${(i % 8) + 1})`;

/** @param {{data: Stack, label: string, unit: string, x?: string}} props `unit` and `x` name the axes */
export function StackedBars({ data, label, unit, x = "" }) {
  const host = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [at, setAt] = useState(/** @type {number | null} */ (null));
  useEffect(() => {
    let plot;
    let gone = false;
    Promise.all([import("uplot"), loadStyle("/static/vendor/uplot/uPlot.min.css")]).then(([{ default: Plot }]) => {
      if (gone || !host.current) return;
      plot = new Plot(/** @type {any} */ (plotOptions(Plot, data, { width: host.current.clientWidth, unit, x }, setAt)), /** @type {any} */ (stacked(data)), host.current);
    });
    const observer = new ResizeObserver(() => plot && host.current && plot.setSize({ width: host.current.clientWidth, height: HEIGHT_PX }));
    if (host.current) observer.observe(host.current);
    return () => {
      gone = true;
      observer.disconnect();
      plot?.destroy();
    };
  }, [data, theme.value]);
  const sum = (i) => data.series.reduce((total, one) => total + one.values[i], 0);
  return html`<figure class="stack tight">
    <div class="row spread">
      <ul class="legend">${data.series.map((one, i) => html`<li key=${one.label}><span class="swatch" style=${{ background: seriesColour(i) }}></span>${one.label}
        ${at !== null && html`<span class="mono">${count(one.values[at])}</span>`}</li>`)}</ul>
      <span class="faint small-text">${at === null ? "" : `${data.ticks[at]}: ${count(sum(at))} ${unit}`}</span>
    </div>
    <div class="chart" ref=${host} role="img" aria-label=${label} style=${{ height: `${HEIGHT_PX}px` }}></div>
    <details><summary class="soft small-text">As a table</summary><div class="table-scroll" tabindex="0" role="region" aria-label=${t`${label}, as a table`}><table class="plain-table">
      <thead><tr><th>When</th>${data.series.map((one) => html`<th class="number" key=${one.label}>${one.label}</th>`)}</tr></thead>
      <tbody>${data.ticks.map((tick, i) => html`<tr key=${tick}><th scope="row" class="mono">${tick}</th>${data.series.map((one) => html`<td class="number" key=${one.label}>${count(one.values[i])}</td>`)}</tr>`)}</tbody>
    </table></div></details>
  </figure>`;
}

/** uPlot draws series on top of one another: the highest sum first. @param {Stack} data */
function stacked({ ticks, series }) {
  const sums = ticks.map(() => 0);
  const layers = series.map(({ values }) => values.map((value, i) => { sums[i] += value; return sums[i]; }));
  return [ticks.map((_, i) => i), ...layers.reverse()];
}

/** @param {string} name */
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** @param {any} Plot @param {Stack} data @param {{width: number, unit: string, x: string}} frame @param {(i: number | null) => void} setAt */
function plotOptions(Plot, { ticks, series }, { width, unit, x }, setAt) {
  const bars = Plot.paths.bars({ size: [0.72, 46], radius: [0.12, 0] });
  const axis = { stroke: token("--ink-faint"), grid: { stroke: token("--line"), width: 1 }, ticks: { show: false }, font: `12px ${token("--font")}`, labelFont: `12px ${token("--font")}`, labelSize: 18, labelGap: 0 };
  const every = Math.max(1, Math.ceil(ticks.length / Math.max(4, width / 62)));
  return {
    width,
    height: HEIGHT_PX,
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    scales: { x: { time: false, range: () => [-0.6, ticks.length - 0.4] }, y: { range: (_, __, top) => [0, Math.max(1, top) * 1.06] } },
    axes: [
      { ...axis, size: 30, label: x || null, grid: { show: false }, splits: () => ticks.map((_, i) => i).filter((i) => i % every === 0), values: (_, splits) => splits.map((i) => ticks[i]) },
      { ...axis, size: 48, label: unit, values: (_, splits) => splits.map((value) => (Number.isInteger(value) ? count(value) : "")) },
    ],
    series: [{}, ...series.map((_, i) => ({ paths: bars, fill: token(`--series-${((series.length - 1 - i) % 8) + 1}`), width: 0, points: { show: false } }))],
    hooks: { setCursor: [(plot) => setAt(plot.cursor.idx ?? null)] },
  };
}
