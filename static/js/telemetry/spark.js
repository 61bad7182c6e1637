// @ts-check
/** A chart the height of a line: the shape of a channel's last while. */

import { html } from "../lib/html.js";

const WIDTH = 100;
const HEIGHT = 22;

/** @param {{points?: [number, number][], label: string}} props */
export function Spark({ points, label }) {
  if (!points || points.length < 2) return html`<span class="faint">–</span>`;
  const [begin, end] = [points[0][0], points[points.length - 1][0]];
  let [low, high] = [Infinity, -Infinity];
  for (const [, value] of points) [low, high] = [Math.min(low, value), Math.max(high, value)];
  const span = high - low || 1;
  const x = (at) => ((at - begin) / (end - begin || 1)) * WIDTH;
  const y = (value) => HEIGHT - 2 - ((value - low) / span) * (HEIGHT - 4);
  const path = points.map(([at, value], i) => `${i ? "L" : "M"}${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join("");
  return html`<svg class="spark" viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label=${label}><path d=${path} /></svg>`;
}
