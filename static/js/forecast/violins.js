// @ts-check
/** Violins: the spread of each variable in each part, side by side. */

import { count } from "../lib/format.js";
import { html } from "../lib/html.js";
import { t } from "../lib/words.js";
import { ticks } from "../series/plane.js";
import { valueText } from "../series/facts.js";
import { PARTS } from "./words.js";

const SIZE = { width: 250, height: 200, left: 52, bottom: 24, top: 8 };

/** @param {{distributions: any[]}} props */
export function Violins({ distributions }) {
  const names = [...new Set(distributions.map(({ series }) => series))];
  return html`<div class="violins">${names.map((name) => html`<${Violin} key=${name} name=${name} rows=${distributions.filter(({ series }) => series === name)} />`)}</div>`;
}

/** @param {{name: string, rows: any[]}} props */
function Violin({ name, rows }) {
  const low = Math.min(...rows.map(({ quartiles }) => quartiles[0]));
  const high = Math.max(...rows.map(({ quartiles }) => quartiles[4]));
  const room = (high - low || Math.abs(high) || 1) * 0.04;
  const range = /** @type {[number, number]} */ ([low - room, high + room]);
  const y = (value) => SIZE.height - SIZE.bottom - ((value - range[0]) / (range[1] - range[0])) * (SIZE.height - SIZE.bottom - SIZE.top);
  const slot = (SIZE.width - SIZE.left) / rows.length;
  const label = `${name}: ${rows.map((row) => t`${row.part} median ${valueText(row.quartiles[2])}, from ${valueText(row.quartiles[0])} to ${valueText(row.quartiles[4])}`).join("; ")}`;
  return html`<figure><figcaption class="small-text">${name}</figcaption><svg class="svg-chart" viewBox=${`0 0 ${SIZE.width} ${SIZE.height}`} role="img" aria-label=${label}>
    ${ticks(range, 5).map((tick) => html`<g key=${tick}><path class="axis" d=${`M${SIZE.left} ${y(tick)}H${SIZE.width}`} /><text x=${SIZE.left - 6} y=${y(tick) + 4} text-anchor="end">${valueText(tick)}</text></g>`)}
    ${rows.map((row, i) => html`<${Shape} key=${row.part} row=${row} at=${SIZE.left + slot * (i + 0.5)} half=${slot * 0.4} y=${y} />`)}
  </svg></figure>`;
}

/** @param {{row: any, at: number, half: number, y: (value: number) => number}} props */
function Shape({ row, at, half, y }) {
  const most = Math.max(...row.density);
  const right = row.levels.map((level, i) => `${at + (row.density[i] / most) * half} ${y(level)}`);
  const left = row.levels.map((level, i) => `${at - (row.density[i] / most) * half} ${y(level)}`).reverse();
  const [, q1, median, q3] = row.quartiles;
  const label = PARTS.find(([part]) => part === row.part)?.[1] || row.part;
  return html`<g class=${`violin ${row.part}`}><title>${label}: ${count(row.n)} values, mean ${valueText(row.mean)}, half of them from ${valueText(q1)} to ${valueText(q3)}${row.n_missing ? t`; ${count(row.n_missing)} missing` : ""}</title>
    <path d=${`M${[...right, ...left].join("L")}Z`} /><path class="box" d=${`M${at} ${y(q1)}V${y(q3)}`} /><circle cx=${at} cy=${y(median)} r="3" />
    <text x=${at} y=${SIZE.height - 7} text-anchor="middle">${label}</text></g>`;
}
