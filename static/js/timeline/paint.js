// @ts-check
/** Draws lanes with a pen: the night behind, ticks, then bars, a line, steps, a band or flags. */

import { valueText } from "../series/facts.js";
import { timeTicks, valueTicks } from "./ticks.js";

export const AXIS_PX = 26;
const TICK_EVERY_PX = 74;
const TOP_PX = 8;
const BOTTOM_PX = 4;

/** The colours of the page as it is. @returns {import("./types.js").Ink} */
export function inkOfPage() {
  const style = getComputedStyle(document.documentElement);
  const token = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  return {
    ink: token("--ink"), soft: token("--ink-soft"), faint: token("--ink-faint"), line: token("--line"), night: token("--slate"),
    paper: token("--raised"), day: token("--sky-day"), twilight: token("--sky-twilight"), dark: token("--sky-night"), moon: token("--sky-ink"), brick: token("--brick"), ochre: token("--ochre"),
    series: Array.from({ length: 8 }, (_, i) => token(`--series-${i + 1}`)),
  };
}

/** @param {import("./types.js").Frame} frame */
const across = ({ x, width, span }) => (/** @type {number} */ at) => x + ((at - span[0]) / (span[1] - span[0])) * width;

/** Lowest and highest of what a span shows; counts begin at zero. @param {import("./types.js").Series} track @param {import("./types.js").Span} span @returns {[number, number]} */
export function rangeOf(track, span) {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < track.at.length; i += 1) {
    const isSeen = (track.at[i + 1] ?? track.at[i]) >= span[0] && (track.at[i - 1] ?? track.at[i]) <= span[1];
    const value = track.value[i];
    if (value === null || !isSeen) continue;
    low = Math.min(low, track.low?.[i] ?? value);
    high = Math.max(high, track.high?.[i] ?? value);
  }
  if (track.form === "bars") return [0, Math.max(high, 0) || 1];
  if (low > high) return [0, 1];
  const air = (high - low) * 0.08 || Math.abs(high) * 0.05 || 1;
  return [low - air, high + air];
}

/** The values of a lane from below to above, where they stand as shares of its height, and those that are marked. @param {import("./types.js").Series} track @param {import("./types.js").Span} span */
export function scaleOf(track, span) {
  const [low, high] = rangeOf(track, span);
  return { low, high, ticks: track.form === "marks" || track.n === 0 ? [] : valueTicks(low, high) };
}

/** How far below the top of a lane a value stands, as CSS. @param {number} value @param {{low: number, high: number}} scale */
export const topOf = (value, { low, high }) => `calc(${TOP_PX}px + ${(1 - (value - low) / (high - low)).toFixed(4)} * (100% - ${TOP_PX + BOTTOM_PX}px))`;

/** The sun: dark from dusk to dawn, half dark between sunset and dusk. @param {import("./types.js").Pen} pen @param {import("./types.js").Frame} frame @param {import("./types.js").Night[]} nights @param {import("./types.js").Ink} ink */
function paintNights(pen, frame, nights, ink) {
  const x = across(frame);
  const shade = (/** @type {number | null} */ from, /** @type {number | null} */ to) => {
    if (from === null || to === null) return;
    const left = Math.max(frame.x, x(from));
    const right = Math.min(frame.x + frame.width, x(to));
    if (right > left) pen.rect(left, frame.y, right - left, frame.height, ink.night, 0.09);
  };
  for (const { sunset, dusk, dawn, sunrise } of nights) {
    shade(sunset, sunrise);
    shade(dusk, dawn);
  }
}

/**
 * @param {import("./types.js").Pen} pen @param {import("./types.js").Series} track @param {import("./types.js").Frame} frame
 * @param {{colour: string, ink: import("./types.js").Ink, nights: import("./types.js").Night[], edges: number[], zone: string, chosen?: import("./types.js").Span | null, hasLabels?: boolean}} how
 *   `hasLabels`: the values of the scale are written into the lane, as nothing stands beside it
 */
export function paintLane(pen, track, frame, { colour, ink, nights, edges, zone, chosen, hasLabels = false }) {
  const x = across(frame);
  paintNights(pen, frame, nights, ink);
  for (const tick of timeTicks(frame.span, frame.width / TICK_EVERY_PX, zone)) {
    pen.line([[x(tick.at), frame.y], [x(tick.at), frame.y + frame.height]], ink.line, 1);
  }
  if (chosen) pen.rect(x(chosen[0]), frame.y, Math.max(2, x(chosen[1]) - x(chosen[0])), frame.height, ink.ochre, 0.22);
  if (track.form === "marks") return paintMarks(pen, track, frame, colour, ink);
  const { low, high, ticks } = scaleOf(track, frame.span);
  const y = (/** @type {number} */ value) => frame.y + TOP_PX + (1 - (value - low) / (high - low)) * (frame.height - TOP_PX - BOTTOM_PX);
  for (const value of ticks) pen.line([[frame.x, y(value)], [frame.x + frame.width, y(value)]], ink.line, 1);
  if (track.form === "bars") paintBars(pen, track, frame, { x, y, edges, colour, ink });
  else paintLine(pen, track, frame, { x, y, colour });
  if (hasLabels) for (const value of ticks) pen.text(frame.x + 4, Math.max(frame.y + 11, y(value) - 3), valueText(value), ink.soft, { halo: ink.paper });
  return undefined;
}

/** Solid where something was counted, a thin line for zero, dots where nobody listened. @param {import("./types.js").Pen} pen @param {import("./types.js").Series} track @param {import("./types.js").Frame} frame @param {any} to */
function paintBars(pen, track, frame, { x, y, edges, colour, ink }) {
  const base = y(0);
  track.at.forEach((at, i) => {
    const value = track.value[i];
    const left = Math.max(frame.x, x(at));
    const right = Math.min(frame.x + frame.width, x(edges[i + 1] ?? at));
    if (right <= left) return;
    const gap = Math.min(1, (right - left) * 0.15);
    if (value === null) pen.line([[left, base], [right, base]], ink.faint, 1, [1, 3]);
    else if (value === 0) pen.line([[left, base], [right, base]], colour, 1);
    else pen.rect(left + gap / 2, Math.min(y(value), base - 1), right - left - gap, Math.max(1, base - y(value)), colour);
  });
}

/** @param {import("./types.js").Pen} pen @param {import("./types.js").Series} track @param {import("./types.js").Frame} frame @param {any} to */
function paintLine(pen, track, frame, { x, y, colour }) {
  const right = frame.x + frame.width;
  const clamp = (/** @type {number} */ at) => Math.max(frame.x - 20, Math.min(right + 20, x(at)));
  if (track.form === "band" && track.low && track.high) {
    const known = track.at.map((_, i) => i).filter((i) => track.low?.[i] !== null && track.high?.[i] !== null);
    const upper = known.map((i) => /** @type {[number, number]} */ ([clamp(track.at[i]), y(track.high?.[i])]));
    const lower = known.map((i) => /** @type {[number, number]} */ ([clamp(track.at[i]), y(track.low?.[i])])).reverse();
    if (upper.length > 1) pen.area([...upper, ...lower], colour, 0.2);
  }
  /** @type {([number, number] | null)[]} */
  const points = [];
  track.value.forEach((value, i) => {
    if (value === null) points.push(null);
    else {
      const before = points[points.length - 1];
      const px = clamp(track.at[i]);
      if (track.form === "steps" && before) points.push([px, before[1]]);
      points.push([px, y(value)]);
    }
  });
  pen.line(points, colour, 1.5, track.form === "band" ? [5, 3] : []);
}

/** Flags at the top, and how long each event lasted. @param {import("./types.js").Pen} pen @param {import("./types.js").Series} track @param {import("./types.js").Frame} frame @param {string} colour @param {import("./types.js").Ink} ink */
function paintMarks(pen, track, frame, colour, ink) {
  const x = across(frame);
  const tones = { warning: ink.ochre, alarm: ink.brick };
  const foot = frame.y + frame.height - BOTTOM_PX;
  let free = -Infinity;
  for (const mark of track.marks) {
    const fill = tones[mark.tone] || colour;
    const left = x(mark.at);
    if (left < frame.x - 1 || left > frame.x + frame.width + 1) continue;
    const wide = mark.end === null ? 0 : Math.min(frame.x + frame.width, x(mark.end)) - left;
    if (wide > 1) pen.rect(left, foot - 10, wide, 10, fill, 0.45);
    pen.line([[left, frame.y + TOP_PX], [left, foot]], fill, 1.5);
    pen.area([[left, frame.y + TOP_PX], [left + 8, frame.y + TOP_PX + 4], [left, frame.y + TOP_PX + 8]], fill, 1);
    const room = mark.label.length * 6.2 + 14;
    if (left > free && left + room < frame.x + frame.width) {
      pen.text(left + 11, frame.y + TOP_PX + 9, mark.label, ink.soft, { halo: ink.paper });
      free = left + room;
    }
  }
}

/** The hours, days or months under all lanes. @param {import("./types.js").Pen} pen @param {import("./types.js").Frame} frame @param {{ink: import("./types.js").Ink, zone: string}} how */
export function paintAxis(pen, frame, { ink, zone }) {
  const x = across(frame);
  for (const tick of timeTicks(frame.span, frame.width / TICK_EVERY_PX, zone)) {
    const at = x(tick.at);
    pen.line([[at, frame.y], [at, frame.y + 5]], ink.faint, 1);
    const anchor = at < frame.x + 20 ? "start" : at > frame.x + frame.width - 20 ? "end" : "middle";
    pen.text(at, frame.y + 18, tick.label, tick.isMajor ? ink.ink : ink.soft, { anchor, bold: tick.isMajor });
  }
}
