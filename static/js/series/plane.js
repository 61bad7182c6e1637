// @ts-check
/** A plane with two axes on a canvas: places, ticks, lines; used by the cloud and its residuals. */

import { written } from "../lib/format.js";

const LEFT = 62;
const BOTTOM = 40;
const TOP = 12;
const RIGHT = 14;

/** @param {string} name */
export const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/**
 * @param {HTMLCanvasElement} canvas @param {number} height @param {[number, number]} xRange @param {[number, number]} yRange
 * @returns {{ctx: CanvasRenderingContext2D, x: (value: number) => number, y: (value: number) => number, box: {left: number, top: number, width: number, height: number}}}
 */
export function plane(canvas, height, xRange, yRange) {
  const ratio = devicePixelRatio || 1;
  const width = canvas.clientWidth;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.height = `${height}px`;
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  const box = { left: LEFT, top: TOP, width: Math.max(10, width - LEFT - RIGHT), height: height - TOP - BOTTOM };
  const x = (value) => box.left + ((value - xRange[0]) / (xRange[1] - xRange[0])) * box.width;
  const y = (value) => box.top + box.height - ((value - yRange[0]) / (yRange[1] - yRange[0])) * box.height;
  return { ctx, x, y, box };
}

/** A range with a little room around it. @param {number} low @param {number} high @returns {[number, number]} */
export function roomy(low, high) {
  const room = high > low ? (high - low) * 0.05 : Math.max(Math.abs(high) * 0.05, 0.5);
  return [low - room, high + room];
}

/** @param {ReturnType<typeof plane>} on @param {[number, number]} xRange @param {[number, number]} yRange @param {{x: string, y: string}} labels */
export function drawAxes(on, xRange, yRange, labels) {
  const { ctx, x, y, box } = on;
  ctx.font = `12px ${token("--font")}`;
  ctx.lineWidth = 1;
  ctx.strokeStyle = token("--line");
  ctx.fillStyle = token("--ink-faint");
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  for (const tick of ticks(xRange, Math.max(2, box.width / 90))) {
    line(ctx, x(tick), box.top, x(tick), box.top + box.height);
    ctx.fillText(words(tick), x(tick), box.top + box.height + 6);
  }
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  for (const tick of ticks(yRange, Math.max(2, box.height / 50))) {
    line(ctx, box.left, y(tick), box.left + box.width, y(tick));
    ctx.fillText(words(tick), box.left - 6, y(tick));
  }
  ctx.fillStyle = token("--ink-soft");
  ctx.textAlign = "right";
  ctx.textBaseline = "bottom";
  ctx.fillText(labels.x, box.left + box.width, box.top + box.height + BOTTOM - 2);
  ctx.textAlign = "left";
  ctx.textBaseline = "top";
  ctx.fillText(labels.y, box.left + 6, box.top + 4);
}

/** @param {CanvasRenderingContext2D} ctx @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 */
function line(ctx, x0, y0, x1, y1) {
  ctx.beginPath();
  ctx.moveTo(Math.round(x0) + 0.5, Math.round(y0) + 0.5);
  ctx.lineTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5);
  ctx.stroke();
}

/** Round numbers within a range. @param {[number, number]} range @param {number} n */
export function ticks([low, high], n) {
  const rough = (high - low) / n;
  if (!(rough > 0)) return [];
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((f) => f * size).find((candidate) => candidate >= rough) || size * 10;
  const out = [];
  for (let tick = Math.ceil(low / step) * step; tick <= high; tick += step) out.push(Math.abs(tick) < step / 1e6 ? 0 : tick);
  return out;
}

/** @param {number} value */
const words = (value) => (Math.abs(value) >= 1e6 || (value !== 0 && Math.abs(value) < 1e-3) ? value.toExponential(1).replace("e+", "e") : written(Number(value.toPrecision(8)), 6));
