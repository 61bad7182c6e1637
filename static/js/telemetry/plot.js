// @ts-check
/** The drawing of a chart with uPlot: several units, gaps, limits, marks, the "now" line; wheel, drag and keys. */

import { loadStyle } from "../lib/assets.js";
import { monthNames, written } from "../lib/format.js";
import { sharedZone } from "../lib/names.js";
import { isStep, stateName } from "./values.js";
import { plotTable } from "./chart_data.js";

/** Step of the axis in seconds, its label, and what is added where a day, month or year begins: 24 hours, day before month. */
const TIME_LABELS = [
  [366 * 86_400, "{YYYY}", null, null, null, null, null, null, 1],
  [28 * 86_400, "{MMM}", "\n{YYYY}", null, null, null, null, null, 1],
  [86_400, "{D} {MMM}", "\n{YYYY}", null, null, null, null, null, 1],
  [3600, "{HH}:{mm}", "\n{D} {MMM} {YYYY}", null, "\n{D} {MMM}", null, null, null, 1],
  [60, "{HH}:{mm}", "\n{D} {MMM} {YYYY}", null, "\n{D} {MMM}", null, null, null, 1],
  [1, ":{ss}", "\n{D} {MMM} {YYYY} {HH}:{mm}", null, "\n{D} {MMM} {HH}:{mm}", null, "\n{HH}:{mm}", null, 1],
  [0.001, ":{ss}.{fff}", "\n{D} {MMM} {YYYY} {HH}:{mm}", null, "\n{D} {MMM} {HH}:{mm}", null, "\n{HH}:{mm}", null, 1],
];

const MIN_SPAN_S = 0.001;
const MAX_SPAN_S = 100 * 366 * 86_400;

/** @param {string} name */
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** @param {number} i */
export const plotColour = (i) => token(`--series-${(i % 8) + 1}`);

/** @returns {Promise<any>} the library */
export async function loadPlot() {
  const [{ default: Plot }] = await Promise.all([import("uplot"), loadStyle("/static/vendor/uplot/uPlot.min.css")]);
  return Plot;
}

/**
 * @typedef {{channels: any[], width: number, height: number, compact?: boolean, sync?: string,
 *   onSpan: (startS: number, endS: number) => void, onCursor: (us: number | null) => void,
 *   marks: () => {atUs: number, tone: string, label: string}[], nowUs: () => number | null}} PlotOptions
 */

/** @param {any} Plot @param {any[]} channels @param {Map<number, any>} lines */
export function plotData(Plot, channels, lines) {
  const tables = channels.map((channel) => {
    const line = lines.get(channel.id);
    const [x, y] = line ? plotTable(line) : [[], []];
    return x.length ? [x, y] : [[0], [null]];
  });
  return tables.length ? Plot.join(tables, tables.map((table) => table.slice(1).map(() => 1))) : [[], []];
}

/** One scale for each unit or set of states: channels of the same share their axis. @param {any} channel */
const scaleOf = (channel) => channel.unit || (hasStates(channel) ? `states ${JSON.stringify(channel.value_texts)}` : channel.kind || "value");

/** @param {any} channel */
const hasStates = (channel) => channel.kind === "boolean" || Object.keys(channel.value_texts || {}).length > 0;

/** Figures of an axis as the page writes them. @param {any} _plot @param {number[]} splits */
const figures = (_plot, splits) => splits.map((value) => written(value, 8));

/** A tick at each state, with its name. @param {any} channel */
function stateTicks(channel) {
  const states = channel.kind === "boolean" ? [0, 1] : Object.keys(channel.value_texts).map(Number);
  return {
    splits: (/** @type {any} */ _plot, /** @type {number} */ _axis, /** @type {number} */ low, /** @type {number} */ high) => states.filter((value) => value >= low && value <= high),
    values: (/** @type {any} */ _plot, /** @type {number[]} */ splits) => splits.map((value) => stateName(value, channel) ?? String(value)),
    size: 76,
  };
}

/** @param {any} Plot @param {PlotOptions} options */
export function plotOptions(Plot, options) {
  const { channels, width, height, compact } = options;
  const [ink, faint, line, font] = [token("--ink-soft"), token("--ink-faint"), token("--line"), "12px " + token("--font")];
  const scales = [...new Set(channels.map(scaleOf))];
  const axis = { stroke: ink, font, labelFont: font, ticks: { stroke: line, size: 4 }, grid: { stroke: line, width: 1 } };
  const yAxes = scales.slice(0, 4).map((scale, i) => {
    const first = channels.find((c) => scaleOf(c) === scale);
    return {
      ...axis, scale, side: i % 2 ? 1 : 3, label: compact ? undefined : first.unit || "", labelSize: 18, size: compact ? 44 : 58,
      grid: { show: i === 0, stroke: line, width: 1 }, values: figures, ...(hasStates(first) ? stateTicks(first) : {}),
    };
  });
  const series = channels.map((channel, i) => ({
    label: channel.public_id, scale: scaleOf(channel), stroke: plotColour(i), width: 1.5, points: { size: 4, fill: plotColour(i) },
    paths: isStep(channel) ? Plot.paths.stepped({ align: 1 }) : undefined, spanGaps: false,
  }));
  return {
    width, height, tzDate: (s) => Plot.tzDate(new Date(s * 1000), sharedZone(channels)), legend: { show: false },
    fmtDate: (/** @type {string} */ text) => Plot.fmtDate(text, monthNames()),
    padding: [12, compact ? 8 : 12, 0, 0],
    cursor: { drag: { x: true, y: false, uni: 8 }, focus: { prox: 16 }, points: { size: 7 }, sync: options.sync ? { key: options.sync, setSeries: false } : undefined },
    scales: { x: { time: true, auto: false }, ...Object.fromEntries(scales.map((scale) => [scale, { range: channels.some((c) => scaleOf(c) === scale && c.kind === "boolean") ? [-0.15, 1.15] : padded(Plot) }])) },
    axes: [{ ...axis, space: 90, values: TIME_LABELS }, ...yAxes], series: [{}, ...series],
    hooks: {
      drawClear: [(plot) => drawLimits(plot, channels)],
      draw: [(plot) => drawMarks(plot, options, faint)],
      setSelect: [(plot) => chooseSpan(plot, options)],
      setCursor: [(plot) => options.onCursor(plot.cursor.left >= 0 ? plot.posToVal(plot.cursor.left, "x") * 1e6 : null)],
    },
  };
}

/** Some air above and below; a constant sits in the middle. @param {any} Plot */
function padded(Plot) {
  return (plot, low, high) => {
    if (low === null || low === undefined) return [0, 1];
    if (low === high) return [low - Math.max(1, Math.abs(low) * 0.05), high + Math.max(1, Math.abs(high) * 0.05)];
    return Plot.rangeNum(low, high, 0.06, true);
  };
}

/** @param {any} plot @param {PlotOptions} options */
function chooseSpan(plot, options) {
  if (plot.select.width < 4) return;
  const [from, to] = [plot.posToVal(plot.select.left, "x"), plot.posToVal(plot.select.left + plot.select.width, "x")];
  plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
  options.onSpan(...bounded(from, to));
}

/** Limits of the first channel of each scale as faint bands. @param {any} plot @param {any[]} channels */
function drawLimits(plot, channels) {
  const { ctx } = plot;
  for (const channel of channels.slice(0, 1)) {
    const limits = channel.limits || {};
    const scale = plot.scales[scaleOf(channel)];
    if (!scale || scale.min === null || scale.min === undefined) continue;
    const band = (from, to, name) => {
      const [a, b] = [plot.valToPos(Math.min(to, scale.max), scaleOf(channel), true), plot.valToPos(Math.max(from, scale.min), scaleOf(channel), true)];
      if (b <= a) return;
      ctx.save();
      ctx.globalAlpha = 0.45;
      ctx.fillStyle = token(name);
      ctx.fillRect(plot.bbox.left, a, plot.bbox.width, b - a);
      ctx.restore();
    };
    const { warning_high: wh, alarm_high: ah, warning_low: wl, alarm_low: al } = limits;
    if (wh !== undefined) band(wh, ah ?? Infinity, "--ochre-soft");
    if (ah !== undefined) band(ah, Infinity, "--brick-soft");
    if (wl !== undefined) band(al ?? -Infinity, wl, "--ochre-soft");
    if (al !== undefined) band(-Infinity, al, "--brick-soft");
  }
}

/** Events as flags above, and the newest feed time as a dashed line. @param {any} plot @param {PlotOptions} options @param {string} faint */
function drawMarks(plot, options, faint) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, 0, bbox.width, bbox.top + bbox.height);
  ctx.clip();
  for (const mark of options.marks()) {
    const x = Math.round(plot.valToPos(mark.atUs / 1e6, "x", true));
    ctx.fillStyle = token(`--${mark.tone}`);
    ctx.fillRect(x, bbox.top - 10, 2, 16);
    ctx.beginPath();
    ctx.moveTo(x + 2, bbox.top - 10);
    ctx.lineTo(x + 12, bbox.top - 6);
    ctx.lineTo(x + 2, bbox.top - 2);
    ctx.fill();
  }
  const now = options.nowUs();
  if (now !== null) {
    const x = Math.round(plot.valToPos(now / 1e6, "x", true)) + 0.5;
    ctx.strokeStyle = faint;
    ctx.setLineDash([4, 4]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

/** A span that is neither shorter nor longer than can be drawn. @param {number} from @param {number} to @returns {[number, number]} */
export function bounded(from, to) {
  const middle = (from + to) / 2;
  const span = Math.max(MIN_SPAN_S, Math.min(MAX_SPAN_S, to - from));
  return [middle - span / 2, middle + span / 2];
}

/** Wheel zooms at the pointer, with shift it pans. @param {any} plot @param {PlotOptions} options */
export function listenToWheel(plot, options) {
  const over = plot.over;
  const onWheel = (event) => {
    event.preventDefault();
    const { min, max } = plot.scales.x;
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      const step = ((event.deltaX || event.deltaY) / over.clientWidth) * (max - min);
      options.onSpan(min + step, max + step);
      return;
    }
    const at = plot.posToVal(event.clientX - over.getBoundingClientRect().left, "x");
    const factor = Math.exp(Math.max(-1, Math.min(1, event.deltaY * 0.0025)));
    const [from, to] = bounded(at - (at - min) * factor, at + (max - at) * factor);
    options.onSpan(from, to);
  };
  over.addEventListener("wheel", onWheel, { passive: false });
  return () => over.removeEventListener("wheel", onWheel);
}
