// @ts-check
/** Horizontal bars with a name and a figure each. */

import { html } from "../lib/html.js";

/** @param {{rows: {name: string, value: number, words: string}[], label: string}} props */
export function BarFigure({ rows, label }) {
  const most = Math.max(1e-12, ...rows.map(({ value }) => Math.abs(value)));
  return html`<ul class="bar-figure" aria-label=${label}>${rows.map(({ name, value, words }) => html`<li key=${name}><span class="clip" title=${name}>${name}</span>
    <span class="bar-track" aria-hidden="true"><i class=${value < 0 ? "below" : ""} style=${{ transform: `scaleX(${Math.abs(value) / most})` }}></i></span><span class="mono small-text">${words}</span></li>`)}</ul>`;
}
