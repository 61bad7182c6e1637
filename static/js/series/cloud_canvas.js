// @ts-check
/** The cloud itself: density beneath, points, curve with bands, tolerance, points outside; the nearest point is told. */

import { html, useEffect, useRef, useState } from "../lib/html.js";
import { theme } from "../lib/store.js";
import { t } from "../lib/words.js";
import { momentIn, valueText } from "./facts.js";
import { drawAxes, plane, roomy, token } from "./plane.js";

const HEIGHT_PX = 460;
/** Points nearer to the pointer than this are told. */
const NEAR_PX = 14;

/** @param {{data: any, labels: {x: string, y: string}, tolerance: any}} props */
export function CloudCanvas({ data, labels, tolerance }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const placed = useRef(/** @type {any} */ (null));
  const [near, setNear] = useState(/** @type {any} */ (null));
  const height = innerWidth < 640 ? 320 : HEIGHT_PX;
  useEffect(() => {
    const node = canvas.current;
    if (!node) return undefined;
    const draw = () => { placed.current = drawCloud(node, height, data, labels, tolerance); };
    const observer = new ResizeObserver(draw);
    observer.observe(node);
    draw();
    return () => observer.disconnect();
  }, [data, labels, theme.value, tolerance.tolerance, tolerance.tolerance_kind]);
  const look = (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    setNear(nearest(data.points, placed.current, event.clientX - box.left, event.clientY - box.top));
  };
  const told = near ? t`${momentIn(near.time, "UTC", true)} UTC: ${labels.x} ${valueText(near.x)}, ${labels.y} ${valueText(near.y)}` : "";
  return html`<div class="cloud-figure">
    <canvas class="cloud-canvas" ref=${canvas} role="img" aria-label=${words(data, labels)} onPointerMove=${look} onPointerLeave=${() => setNear(null)}></canvas>
    <div class="row spread cloud-foot"><${Legend} data=${data} /><span class="faint small-text mono">${told}</span></div>
  </div>`;
}

/** @param {any} data @param {{x: string, y: string}} labels */
const words = (data, labels) => t`${labels.y} against ${labels.x}, ${data.n_pairs} pairs${data.curve?.equation ? `, ${data.curve.equation}` : ""}`;

/** @param {{data: any}} props */
function Legend({ data }) {
  return html`<ul class="legend">
    <li><span class="swatch" style=${{ background: "var(--series-3)" }}></span>pairs</li>
    ${data.bands && html`<li><span class="swatch" style=${{ background: "var(--moss)" }}></span>curve</li><li><span class="swatch" style=${{ background: "var(--moss-soft)", border: "1px solid var(--moss)" }}></span>95 % of new values</li>`}
    ${data.outside && html`<li><span class="swatch" style=${{ background: "var(--brick)" }}></span>outside the tolerance</li>`}
  </ul>`;
}

/** @param {HTMLCanvasElement} canvas @param {number} height @param {any} data @param {{x: string, y: string}} labels @param {any} tolerance */
function drawCloud(canvas, height, data, labels, tolerance) {
  const xRange = roomy(data.density.x[0], data.density.x[1]);
  const yRange = roomy(data.density.y[0], data.density.y[1]);
  const on = plane(canvas, height, xRange, yRange);
  drawAxes(on, xRange, yRange, labels);
  on.ctx.save();
  on.ctx.beginPath();
  on.ctx.rect(on.box.left, on.box.top, on.box.width, on.box.height);
  on.ctx.clip();
  if (data.n_pairs > data.points.x.length) drawDensity(on, data.density);
  if (data.bands) drawBand(on, data.bands.x, data.bands.prediction_low, data.bands.prediction_high, 0.55);
  drawPoints(on, data.points);
  if (data.bands) drawCurve(on, data.bands, tolerance);
  on.ctx.restore();
  return on;
}

/** @param {any} on @param {any} density */
function drawDensity({ ctx, x, y }, density) {
  const most = Math.max(...density.cells.map(([, , n]) => n));
  const dx = (density.x[1] - density.x[0]) / density.n_cells;
  const dy = (density.y[1] - density.y[0]) / density.n_cells;
  ctx.fillStyle = token("--series-3");
  for (const [column, row, n] of density.cells) {
    ctx.globalAlpha = 0.08 + 0.55 * Math.sqrt(n / most);
    const left = x(density.x[0] + column * dx);
    const top = y(density.y[0] + (row + 1) * dy);
    ctx.fillRect(left, top, x(density.x[0] + (column + 1) * dx) - left + 0.5, y(density.y[0] + row * dy) - top + 0.5);
  }
  ctx.globalAlpha = 1;
}

/** @param {any} on @param {number[]} xs @param {number[]} low @param {number[]} high @param {number} alpha */
function drawBand({ ctx, x, y }, xs, low, high, alpha) {
  ctx.beginPath();
  xs.forEach((at, i) => (i ? ctx.lineTo(x(at), y(high[i])) : ctx.moveTo(x(at), y(high[i]))));
  for (let i = xs.length - 1; i >= 0; i -= 1) ctx.lineTo(x(xs[i]), y(low[i]));
  ctx.closePath();
  ctx.globalAlpha = alpha;
  ctx.fillStyle = token("--moss-soft");
  ctx.fill();
  ctx.globalAlpha = 1;
}

/** @param {any} on @param {any} points */
function drawPoints({ ctx, x, y }, points) {
  const size = points.x.length > 1500 ? 2 : 3;
  ctx.fillStyle = token("--series-3");
  ctx.globalAlpha = points.x.length > 1500 ? 0.5 : 0.8;
  points.x.forEach((at, i) => !points.is_outside[i] && ctx.fillRect(x(at) - size / 2, y(points.y[i]) - size / 2, size, size));
  ctx.globalAlpha = 1;
  ctx.fillStyle = token("--brick");
  points.x.forEach((at, i) => {
    if (!points.is_outside[i]) return;
    ctx.beginPath();
    ctx.arc(x(at), y(points.y[i]), 2.5, 0, 2 * Math.PI);
    ctx.fill();
  });
}

/** @param {any} on @param {any} bands @param {any} tolerance */
function drawCurve({ ctx, x, y }, bands, tolerance) {
  drawBand({ ctx, x, y }, bands.x, bands.confidence_low, bands.confidence_high, 1);
  ctx.strokeStyle = token("--moss");
  ctx.lineWidth = 2;
  trace(ctx, bands.x.map(x), bands.y.map(y));
  if (tolerance.tolerance === null) return;
  const reach = (value) => (tolerance.tolerance_kind === "constant" ? tolerance.tolerance : (tolerance.tolerance / 100) * Math.abs(value));
  ctx.strokeStyle = token("--brick");
  ctx.lineWidth = 1;
  ctx.setLineDash([5, 4]);
  for (const sign of [-1, 1]) trace(ctx, bands.x.map(x), bands.y.map((value) => y(value + sign * reach(value))));
  ctx.setLineDash([]);
}

/** @param {CanvasRenderingContext2D} ctx @param {number[]} xs @param {number[]} ys */
function trace(ctx, xs, ys) {
  ctx.beginPath();
  xs.forEach((at, i) => (i ? ctx.lineTo(at, ys[i]) : ctx.moveTo(at, ys[i])));
  ctx.stroke();
}

/** @param {any} points @param {any} on @param {number} px @param {number} py */
function nearest(points, on, px, py) {
  if (!on) return null;
  let best = NEAR_PX ** 2;
  let at = -1;
  for (let i = 0; i < points.x.length; i += 1) {
    const distance = (on.x(points.x[i]) - px) ** 2 + (on.y(points.y[i]) - py) ** 2;
    if (distance < best) [best, at] = [distance, i];
  }
  return at < 0 ? null : { time: points.time[at], x: points.x[at], y: points.y[at] };
}
