// @ts-check
/** What a chart shows: points by channel, fetched for the span in view, with live points put behind them. */

import { api } from "../lib/api.js";

/**
 * @typedef {{at: number[], value: (number | null)[], gaps: [number, number][], text: (string | null)[], widthUs: number, n: number,
 *   firstUs: number | null, lastUs: number | null}} Line times in µs
 * @typedef {{startUs: number, endUs: number, lines: Map<number, Line>}} ChartData
 */

/**
 * @param {number[]} ids @param {{startUs?: number | null, endUs?: number | null, width: number, signal?: AbortSignal}} wanted
 * @returns {Promise<ChartData>}
 */
export async function fetchChart(ids, { startUs, endUs, width, signal }) {
  const query = { ids: ids.join(","), width: Math.max(10, Math.min(8000, Math.round(width))), start_us: startUs ?? undefined, end_us: endUs ?? undefined };
  const found = await api.get("/telemetry/chart", { query, signal });
  const lines = new Map(found.series.map((one) => [one.channel_id, {
    at: one.at_us, value: one.value, gaps: one.gaps, text: one.text, widthUs: one.width_us, n: one.n, firstUs: one.first_us, lastUs: one.last_us,
  }]));
  return { startUs: found.start_us, endUs: found.end_us, lines };
}

/** Puts live points into a line, in the order of their times, once each. @param {Line} line @param {[number, any][]} points */
export function addPoints(line, points) {
  for (const [at, value] of points) {
    if (typeof value === "string") {
      if (at > (line.at[line.at.length - 1] ?? -Infinity)) {
        line.at.push(at);
        line.text.push(value);
      }
      continue;
    }
    let i = line.at.length;
    while (i > 0 && line.at[i - 1] > at) i -= 1;
    if (line.at[i - 1] === at) continue;
    line.at.splice(i, 0, at);
    line.value.splice(i, 0, value);
    line.lastUs = Math.max(line.lastUs ?? at, at);
    line.firstUs = Math.min(line.firstUs ?? at, at);
  }
}

/** Times in seconds and values as the plot wants them, broken where nothing was heard. @param {Line} line */
export function plotTable(line) {
  const x = [];
  const y = [];
  const gaps = new Map(line.gaps.map(([from]) => [from, true]));
  for (let i = 0; i < line.value.length; i += 1) {
    x.push(line.at[i] / 1e6);
    y.push(line.value[i]);
    if (gaps.has(line.at[i]) && i + 1 < line.value.length) {
      x.push((line.at[i] + line.at[i + 1]) / 2e6);
      y.push(null);
    }
  }
  return [x, y];
}

/** The value a line shows at a time: the last reading at or before it. @param {Line | undefined} line @param {number} us */
export function valueAt(line, us) {
  if (!line || !line.at.length) return null;
  let [low, high] = [0, line.at.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (line.at[middle] <= us) low = middle + 1;
    else high = middle;
  }
  if (!low) return null;
  const inGap = line.gaps.some(([from, to]) => us > from && us < to);
  if (inGap) return null;
  return { us: line.at[low - 1], value: line.text.length ? line.text[low - 1] : line.value[low - 1] };
}
