// @ts-check
/** How uPlot draws a chart of series: axes by unit, colours of the theme, lone points seen, marks on top. */

import { monthNames, written } from "../lib/format.js";

/** Marks beyond this many are drawn as a fringe along the top. */
const MOST_RINGS = 300;
/** Beyond this many units the rest share the last axis. */
const MOST_AXES = 4;
const AXIS_PX = 58;

const MIN_MS = 60_000;
const DAY_MS = 86_400_000;
/** From which distance of ticks which words, and what is added where the year, the day or the minute is new. */
const TIME_WORDS = [
  [365 * DAY_MS, "{YYYY}", null, null, null, null, null, null, 1],
  [28 * DAY_MS, "{MMM}", "\n{YYYY}", null, null, null, null, null, 1],
  [DAY_MS, "{D} {MMM}", "\n{YYYY}", null, null, null, null, null, 1],
  [60 * MIN_MS, "{HH}:{mm}", "\n{D} {MMM} {YYYY}", null, "\n{D} {MMM}", null, null, null, 1],
  [MIN_MS, "{HH}:{mm}", "\n{D} {MMM} {YYYY}", null, "\n{D} {MMM}", null, null, null, 1],
  [1000, "{HH}:{mm}:{ss}", "\n{D} {MMM} {YYYY}", null, "\n{D} {MMM}", null, null, null, 1],
  [1, "{ss}.{fff}", "\n{D} {MMM} {YYYY} {HH}:{mm}", null, "\n{D} {MMM} {HH}:{mm}", null, "\n{HH}:{mm}", null, 1],
];

/** @param {string} name @param {HTMLElement} [at] */
const token = (name, at = document.documentElement) => getComputedStyle(at).getPropertyValue(name).trim();

/**
 * @param {any} Plot @param {import("./types.js").DrawnLine[]} lines
 * @param {{width: number, height: number, zone: string, view: import("./types.js").View, marks: () => import("./types.js").Mark[],
 *   bands: () => import("./types.js").View[], onCursor: (time: number | null) => void, sync?: string, bare?: boolean}} options
 */
export function plotOptions(Plot, lines, options) {
  const { width, height, zone, view, onCursor, sync, bare } = options;
  const scales = [...new Set(lines.map(({ scale }) => scale))];
  const narrow = width < 560;
  const ink = { stroke: token("--ink-faint"), font: `12px ${token("--font")}`, ticks: { show: false } };
  const grid = { stroke: token("--line"), width: 1 };
  return {
    width, height, ms: 1, tzDate: (ms) => Plot.tzDate(new Date(ms), zone), fmtDate: (/** @type {string} */ text) => Plot.fmtDate(text, monthNames()),
    legend: { show: false },
    padding: [bare ? 4 : 10, narrow || bare ? 6 : 14, 0, bare ? 6 : 0],
    cursor: { drag: { x: false, y: false }, points: { size: 6, width: 1.5, fill: token("--raised") }, y: false, ...(sync ? { sync: { key: sync, setSeries: false } } : {}) },
    scales: {
      x: { time: true, range: () => [view[0], view[1]] },
      ...Object.fromEntries(scales.map((scale) => [scale, { auto: true, range: (_, low, high) => padded(low, high) }])),
    },
    axes: [
      { ...ink, grid, size: 34, space: narrow ? 60 : 90, show: !bare, values: TIME_WORDS },
      ...scales.slice(0, narrow ? 2 : MOST_AXES).map((scale, i) => ({
        ...ink, scale, grid: i ? { show: false } : grid, side: i % 2 ? 1 : 3, size: narrow ? 46 : AXIS_PX, show: !bare,
        values: (_, splits) => splits.map(figure),
        ...(scales.length > 1 && lines.filter((line) => line.scale === scale).length === 1 ? { stroke: token(lines.find((line) => line.scale === scale)?.colour || "--ink-faint") } : {}),
      })),
    ],
    series: [{}, ...lines.map((line) => ({
      scale: line.scale, stroke: token(line.colour), width: line.thin ? 1 : 1.5, dash: line.dashed ? [5, 4] : undefined,
      points: { size: 5, fill: token(line.colour), width: 0, show: (plot, i, from, to) => showPoints(plot, from, to), filter: (plot, i, show) => (show ? null : lonePoints(plot.data[i])) },
    }))],
    bands: lines.flatMap((line, i) => (line.fillsTo ? [{ series: [i + 1, lines.findIndex(({ id }) => id === line.fillsTo) + 1], fill: `${token("--slate")}26` }] : [])),
    hooks: {
      setCursor: [(plot) => onCursor(plot.cursor.left >= 0 ? plot.posToVal(plot.cursor.left, "x") : null)],
      drawAxes: [(plot) => drawBands(plot, options.bands())],
      draw: [(plot) => drawMarks(plot, options.marks(), lines[0]?.scale)],
    },
  };
}

/** A little room above and below; a level line is in the middle. @param {number | null} low @param {number | null} high */
function padded(low, high) {
  if (low === null || high === null) return [0, 1];
  const room = high > low ? (high - low) * 0.06 : Math.max(Math.abs(high) * 0.05, 0.5);
  return [low - room, high + room];
}

/** @param {number} value */
function figure(value) {
  if (value === null || value === undefined) return "";
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 1e-3)) return value.toExponential(1).replace("e+", "e");
  return written(Number(value.toPrecision(6)));
}

/** Points are shown when they stand well apart. @param {any} plot @param {number} from @param {number} to */
function showPoints(plot, from, to) {
  return to > from && plot.bbox.width / devicePixelRatio / (to - from) > 14;
}

/** Values with nothing beside them would not be seen as a line. @param {(number | null | undefined)[]} values */
function lonePoints(values) {
  const lone = [];
  let before = null;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    if (value === undefined) continue;
    if (value !== null && before === null && nextOf(values, i) === null) lone.push(i);
    before = value;
  }
  return lone;
}

/** @param {(number | null | undefined)[]} values @param {number} at */
function nextOf(values, at) {
  for (let i = at + 1; i < values.length; i += 1) if (values[i] !== undefined) return /** @type {number | null} */ (values[i]);
  return null;
}

const LEAST_BAND_PX = 4;

/** @param {any} plot @param {import("./types.js").View[]} bands */
function drawBands(plot, bands) {
  if (!bands.length) return;
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.fillStyle = token("--ochre-soft");
  for (const [from, to] of bands) {
    const left = plot.valToPos(from, "x", true);
    const right = plot.valToPos(to, "x", true);
    const start = Math.max(left, bbox.left);
    ctx.fillRect(start, bbox.top, Math.max(LEAST_BAND_PX * devicePixelRatio, Math.min(right, bbox.left + bbox.width) - start), bbox.height);
  }
  ctx.restore();
}

/** A ring where a value would go, a line to where it would move. @param {any} plot @param {import("./types.js").Mark[]} marks @param {string | undefined} scale */
function drawMarks(plot, marks, scale) {
  if (!marks.length || !scale) return;
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const y = (value) => (value === null ? null : Math.min(bbox.top + bbox.height, Math.max(bbox.top, plot.valToPos(value, scale, true))));
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.lineWidth = 1.5 * ratio;
  const fringe = token("--brick");
  ctx.strokeStyle = fringe;
  ctx.fillStyle = token("--moss");
  for (const mark of marks) {
    const x = plot.valToPos(mark.time, "x", true);
    if (x < bbox.left - 10 || x > bbox.left + bbox.width + 10) continue;
    if (marks.length > MOST_RINGS) {
      ctx.fillStyle = fringe;
      ctx.fillRect(x, bbox.top, ratio, 7 * ratio);
      continue;
    }
    const before = y(mark.before);
    const after = y(mark.after);
    if (before !== null) ring(ctx, x, before, 3.5 * ratio);
    else if (after !== null) dot(ctx, x, after, 2 * ratio);
  }
  ctx.restore();
}

/** @param {CanvasRenderingContext2D} ctx @param {number} x @param {number} y @param {number} r */
function ring(ctx, x, y, r) {
  ctx.beginPath();
  ctx.arc(x, y, r, 0, 2 * Math.PI);
  ctx.stroke();
}

/** @param {CanvasRenderingContext2D} ctx @param {number} x @param {number} y @param {number} r */
function dot(ctx, x, y, r) {
  ctx.beginPath();
  ctx.arc(x, y, r, 0, 2 * Math.PI);
  ctx.fill();
}
