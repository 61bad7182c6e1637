// @ts-check
/** One figure with its name, and on hover what it means. */

import { html } from "../lib/html.js";

/** @param {{name: string, value: any, hint?: string}} props */
export function Figure({ name, value, hint }) {
  return html`<div title=${hint}><dt>${name}</dt><dd class="mono">${value}</dd>${hint && html`<dd class="faint small-text">${hint}</dd>`}</div>`;
}
