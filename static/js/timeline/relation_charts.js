// @ts-check
/** The two small charts of a comparison: every pair as a dot, and the correlation at every lag. */

import { fixed } from "../lib/format.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";
import { valueText } from "../series/facts.js";
import { stepName } from "./spec.js";
import { valueTicks } from "./ticks.js";

/** On a phone narrower, so that its words stay legible. */
const W = innerWidth < 640 ? 320 : 520;
const H = 240;
const LEFT = 44;
const BOTTOM = 34;

/** @param {number[]} values @returns {[number, number]} */
function padded(values) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const air = (high - low) * 0.06 || Math.abs(high) * 0.1 || 1;
  return [low - air, high + air];
}

/** @param {{ticksX: number[], ticksY: number[], x: (v: number) => number, y: (v: number) => number, titleX: string, titleY: string, children: any, label: string, nameX?: (v: number) => string}} props */
function Plot({ ticksX, ticksY, x, y, titleX, titleY, label, nameX = valueText, children }) {
  return html`<svg class="tl-small" viewBox=${`0 0 ${W} ${H}`} role="img" aria-label=${label}>
    ${ticksY.map((value) => html`<line class="grid-line" x1=${LEFT} x2=${W} y1=${y(value)} y2=${y(value)} key=${`y${value}`} /><text class="tick" x=${LEFT - 5} y=${y(value) + 4} text-anchor="end" key=${`t${value}`}>${valueText(value)}</text>`)}
    ${ticksX.map((value) => html`<text class="tick" x=${x(value)} y=${H - BOTTOM + 14} text-anchor="middle" key=${`x${value}`}>${nameX(value)}</text>`)}
    <text class="tick" x=${(W + LEFT) / 2} y=${H - 4} text-anchor="middle">${titleX}</text>
    <text class="tick" x=${LEFT} y="10">${titleY}</text>
    ${children}
  </svg>`;
}

/** @param {{data: any}} props */
export function Scatter({ data }) {
  const [lowX, highX] = padded(data.y);
  const [lowY, highY] = padded(data.x);
  const x = (/** @type {number} */ value) => LEFT + ((value - lowX) / (highX - lowX)) * (W - LEFT - 8);
  const y = (/** @type {number} */ value) => H - BOTTOM - ((value - lowY) / (highY - lowY)) * (H - BOTTOM - 18);
  const dots = data.x.map((_, i) => `M${x(data.y[i]).toFixed(1)} ${y(data.x[i]).toFixed(1)}h.01`).join("");
  return html`<${Plot} ...${{ x, y, ticksX: valueTicks(lowX, highX), ticksY: valueTicks(lowY, highY) }} titleX=${named(data.b, data.unit_b)} titleY=${named(data.a, data.unit_a)} label=${t`Each bin as a dot: ${data.a} over ${data.b}`}>
    <path class="tl-dots" d=${dots} /><//>`;
}

/** @param {string} name @param {string} unit */
const named = (name, unit) => (unit ? `${name}, ${unit}` : name);

/** @param {{data: any}} props */
export function LagCurve({ data }) {
  const most = Math.max(1, ...data.lags.map((lag) => Math.abs(lag.shift)));
  const x = (/** @type {number} */ shift) => LEFT + ((shift + most) / (2 * most)) * (W - LEFT - 8);
  const y = (/** @type {number} */ r) => H - BOTTOM - ((r + 1) / 2) * (H - BOTTOM - 18);
  let isDown = false;
  const path = data.lags.map((lag) => {
    const piece = lag.r === null ? "" : `${isDown ? "L" : "M"}${x(lag.shift).toFixed(1)} ${y(lag.r).toFixed(1)}`;
    isDown = lag.r !== null;
    return piece;
  }).join("");
  return html`<${Plot} ...${{ x, y }} ticksX=${[-most, -Math.round(most / 2), 0, Math.round(most / 2), most]} ticksY=${[-1, -0.5, 0, 0.5, 1]} nameX=${(shift) => String(shift)}
    titleX=${t`${data.b} later by … bins of ${stepName(data.step_s)}`} titleY="r" label=${data.best ? t`Correlation at each lag; strongest ${fixed(data.best.r, 2)} at ${data.best.shift} bins` : t("Correlation at each lag")}>
    <line class="tl-zero" x1=${x(0)} x2=${x(0)} y1=${y(1)} y2=${y(-1)} /><path class="tl-curve" d=${path} />
    ${data.best && html`<circle class="tl-best" cx=${x(data.best.shift)} cy=${y(data.best.r)} r="4" />`}<//>`;
}
